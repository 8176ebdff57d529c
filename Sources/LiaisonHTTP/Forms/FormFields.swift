import LiaisonSystem

/// What a submitted form holds, in the order it came.
package struct FormFields: Sendable {
    /// A text field.
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// The text fields, repeated ones included.
    package private(set) var fields: [Field] = []
    /// The files; an input that the user left empty is none.
    package internal(set) var files: [FormFile] = []
    /// What went wrong on the way, for a form that came as multipart; what was read before it stands.
    package internal(set) var error: FormError?

    package init() {}

    /// The first value of a field; nothing when the form has no such field.
    package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The same form with another value in a field.
    package func replacing(_ name: String, with value: String) -> FormFields {
        var form = self
        form.fields = fields.filter { $0.name != name } + [Field(name: name, value: value)]
        return form
    }

    mutating func append(_ name: String, _ value: String) {
        // As many as our own forms have.
        if fields.isEmpty { fields.reserveCapacity(8) }
        fields.append(Field(name: name, value: value))
    }
}

/// How large a form may be.
package struct FormLimits: Sendable {
    /// Text fields, at most.
    package var fields = 64
    /// Bytes of a field's name, at most.
    package var name = 128
    /// Bytes of all text fields together, at most, as a page takes them: whatever comes can be given back, and such a page
    /// has less than 1 MB.
    package var text = 900 * 1024
    /// Files, at most; further ones are read and dropped.
    package var files = 3
    /// Bytes of one file, at most; the rest of a longer one is read and dropped.
    package var file = 8 * 1024 * 1024
    /// Bytes of a file that are kept in memory; a longer one goes to the spool directory.
    package var memory = 64 * 1024
    /// Bytes of one part's header, at most.
    package var partHeader = 4 * 1024

    package init() {}
}

/// Why a form can't be read.
package enum FormError: Error, Equatable, Sendable {
    /// The bytes break the format.
    case malformed
    /// A name or value that is no UTF-8.
    case notUTF8
    case tooManyFields
    case nameTooLong
    case textTooLong
    case tooManyFiles
    /// The whole is longer than the handler allows; the rest was not read.
    case tooLarge
    /// A file could not be put aside.
    case spool(SystemError)
    /// There is no room to put a file aside now.
    case spoolFull
}
