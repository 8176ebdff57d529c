/// What a submitted form holds, in the order it came.
package struct FormFields: Sendable {
    /// A text field.
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// The text fields, repeated ones included.
    package private(set) var fields: [Field] = []

    package init() {}

    /// The first value of a field; nothing when the form has no such field.
    package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    mutating func append(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }
}

/// How large a form may be.
package struct FormLimits: Sendable {
    /// Text fields, at most.
    package var fields = 64
    /// Bytes of a field's name, at most.
    package var name = 128

    package init() {}
}

/// Why a form can't be read.
package enum FormError: Error, Equatable, Sendable {
    /// A `%` without two hexadecimal digits after it, or parts that the format doesn't know.
    case malformed
    /// A name or value that is no UTF-8.
    case notUTF8
    case tooManyFields
    case nameTooLong
}
