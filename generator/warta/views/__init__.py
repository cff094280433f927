"""What templates see: narrow, immutable values. They know no library and no settings.

A template's new variable is a field here, in the module of its kind. Imports i18n only.

Every ``url`` is a path on this site that starts with the site's root (``/id/berita/…`` or
``/sub/path/id/berita/…``); every ``canonical`` and every ``href`` of an ``Alternate`` is absolute. A
``Moment`` is in the zone it is to be shown in; the template writes it out with the filters ``date_long``,
``date_short``, ``clock`` and ``iso``, and texts that readers see as they wrap with ``whole``.

They are structs of msgspec, which are declared and made faster than data classes.
"""
