"""What is wrong, as values: where, which rule, which facts; and the sentences that say so.

``values`` holds findings, ``catalogue`` their texts in each language of ``messages/``. A new finding is made
where its mistake is found and gets its texts in every file of ``messages/``. Imports i18n and resources.
"""
