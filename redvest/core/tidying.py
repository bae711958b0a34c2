"""How often Python looks for what is in circles."""

import gc

SELDOM = (50_000, 20, 100)


def look_rarely(when: tuple[int, int, int] = SELDOM) -> None:
    """Leave what is loaded alone for good, and look through what is new rarely.

    For processes that live long. What is loaded stays anyway, and a request makes hundreds of
    thousands of objects that are gone when it is answered: by default an eighth of its time goes
    to looking through them. What is in circles still goes, later.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*when)
