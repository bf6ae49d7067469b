"""What an app to the right may listen to. Sent after the change is committed.

`registration_decided` and `registration_withdrawn` carry `registration` and `by`.
"""

from django.dispatch import Signal

registration_decided = Signal()
registration_withdrawn = Signal()
