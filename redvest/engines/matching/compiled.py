"""Three decorators: functions over arrays that become machine code at their first call.

No compiler is needed on the machine; numba brings LLVM in its wheel. The code is kept in the
folder that ``redvest.warm`` names, so that only the first call ever waits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

_njit: Any = numba.njit  # Its types do not know the options that its own library uses.
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile for integers and arrays, inside of another compiled function."""
    return cast("Function", _njit(_nrt=False, nogil=True, no_cpython_wrapper=True)(function))


def inlined(function: Function) -> Function:
    """Copy the body into whoever calls: the tables are many arguments to hand over."""
    return cast("Function", _njit(_nrt=False, inline="always")(function))


def entry(function: Function) -> Function:
    """Compile what Python calls and keep the code; the interpreter's lock is free meanwhile."""
    try:
        made = _njit(_nrt=False, cache=True, nogil=True)(function)
    except RuntimeError:  # No folder can be written: compiled again by every process.
        made = _njit(_nrt=False, nogil=True)(function)
    return cast("Function", made)
