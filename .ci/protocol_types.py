"""Holds JSON against the types that are made of the protocol's meta-model (PyPI: lsprotocol), strictly.

The package's own converter lets pass what no client has to take: properties that the type does not have, `null` for
what may only be left out, numbers as strings. Here the same classes are walked and every value must be exactly what they
say.
"""

import enum
import typing

import attrs
from lsprotocol import types as lsp

# The classes name each other by strings at first.
for _class in list(lsp.ALL_TYPES_MAP.values()):
    if isinstance(_class, type) and attrs.has(_class):
        attrs.resolve_types(_class, lsp.ALL_TYPES_MAP, {})

# Required, and may be `null`: the one kind of property that the classes cannot tell from one that may be left out.
NULLABLE = {
    "OptionalVersionedTextDocumentIdentifier.version",
    "WorkspaceFullDocumentDiagnosticReport.version",
    "WorkspaceUnchangedDocumentDiagnosticReport.version",
}
NULLABLE |= {name for name in lsp._SPECIAL_PROPERTIES if name.endswith(".document_selector")}

# `{}` in the meta-model, which the classes take for anything.
EMPTY_OR_BOOLEAN = {"SemanticTokensOptions.range", "SemanticTokensRegistrationOptions.range"}


class Fault(Exception):
    def __init__(self, path, what):
        super().__init__(f"{path or 'the message'}: {what}")
        # Of several types that a value may have, the one that it got furthest in is the one that was meant.
        self.depth = path.count(".") + path.count("[")


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def is_free(kind):
    """Whether anything may stand there."""
    return kind is typing.Any or kind in (object, lsp.LSPAny, lsp.LSPObject)


def check(kind, value, path=""):
    if is_free(kind):
        return
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind is None or kind is type(None):
        expect(value is None, path, f"{short(value)} where there is nothing")
    elif origin is typing.Union:
        check_one_of(arguments, value, path)
    elif origin is typing.Literal:
        expect(
            any(type(it) is type(value) and it == value for it in arguments),
            path,
            f"{short(value)} is not {arguments}",
        )
    elif origin is tuple:
        expect(type(value) is list and len(value) == len(arguments), path, f"{short(value)} is no tuple")
        for index, (inner, item) in enumerate(zip(arguments, value)):
            check(inner, item, f"{path}[{index}]")
    elif origin is not None and issubclass(origin, typing.Mapping):
        expect(type(value) is dict, path, f"{short(value)} is no object")
        for key, item in value.items():
            check(arguments[1], item, f"{path}.{key}")
    elif origin is not None and issubclass(origin, typing.Sequence):
        expect(type(value) is list, path, f"{short(value)} is no array")
        for index, item in enumerate(value):
            check(arguments[0], item, f"{path}[{index}]")
    elif attrs.has(kind):
        check_object(kind, value, path)
    elif issubclass(kind, enum.Enum):
        known = [it.value for it in kind]
        expect(type(value) in (str, int) and value in known, path, f"{short(value)} is no {kind.__name__}")
    elif kind is float:
        expect(type(value) in (int, float), path, f"{short(value)} is no number")
    else:
        expect(type(value) is kind, path, f"{short(value)} is no {kind.__name__}")


def check_one_of(kinds, value, path):
    faults = []
    for kind in kinds:
        try:
            return check(kind, value, path)
        except Fault as fault:
            faults.append(fault)
    raise max(faults, key=lambda fault: fault.depth)


def check_object(kind, value, path):
    expect(type(value) is dict, path, f"{short(value)} is no {kind.__name__}")
    fields = {camel(it.name): it for it in attrs.fields(kind)}
    for key in value:
        expect(key in fields, path, f"{kind.__name__} has no `{key}`")
    for key, field in fields.items():
        nullable = f"{kind.__name__}.{field.name}" in NULLABLE
        if key not in value:
            required = (
                field.default is attrs.NOTHING or typing.get_origin(field.type) is typing.Literal or nullable
            )
            expect(not required, path, f"{kind.__name__} lacks `{key}`")
            continue
        inner = f"{path}.{key}" if path else key
        if value[key] is None:
            # A field that must be there, and whose type has a null, may be null; one that may be left out, only left out.
            allowed = (
                nullable
                or is_free(field.type)
                or field.default is attrs.NOTHING
                and type(None) in typing.get_args(field.type)
            )
            expect(allowed, inner, f"null, where {kind.__name__} allows to leave it out")
            continue
        if f"{kind.__name__}.{field.name}" in EMPTY_OR_BOOLEAN:
            expect(
                type(value[key]) is bool or value[key] == {},
                inner,
                f"{short(value[key])} is neither boolean nor empty",
            )
            continue
        check(field.type, value[key], inner)
        if type(value[key]) is int and field.validator:
            try:
                field.validator(value, field, value[key])
            except (ValueError, TypeError) as error:
                raise Fault(inner, str(error)) from None
        if key in ("uri", "targetUri", "baseUri"):
            expect(
                ":" in str(value[key] if type(value[key]) is str else ":"),
                inner,
                f"{short(value[key])} has no scheme",
            )


def expect(holds, path, what):
    if not holds:
        raise Fault(path, what)


def short(value):
    text = repr(value)
    return text if len(text) < 90 else f"{text[:90]}…"
