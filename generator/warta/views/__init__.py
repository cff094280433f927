"""What templates see: narrow, immutable values. They know no library and no settings.

A template's new variable is a field here, in the module of its kind. Imports i18n only.

Every ``url`` is a path on this site that starts with the site's root (``/id/berita/…`` or
``/sub/path/id/berita/…``); every ``canonical`` and every ``href`` of an ``Alternate`` is absolute. A
``Moment`` is in the zone it is to be shown in; the template writes it out with the filters ``date_long``,
``date_short``, ``clock`` and ``iso``, and texts that readers see as they wrap with ``whole``.

They are named tuples, which are declared, made and pickled several times as fast as data classes. A type
with a field that every tuple has a method for (``count``, ``index``) is a data class.
"""
