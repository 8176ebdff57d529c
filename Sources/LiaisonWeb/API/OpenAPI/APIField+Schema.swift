import LiaisonText

extension APIField {
    /// The member's JSON Schema (2020-12).
    var schema: JSON {
        var members: [JSON.Member]
        switch kind {
        case .text: members = [.init("type", type("string"))]
        case .code:
            members = [.init("type", type("string")), .init("description", "A deputy's or station's code.")]
        case .caseNumber:
            members = [.init("type", type("string")), .init("pattern", "^.+-[0-9]{6}-[0-9A-Z]{5}$")]
        case .moment: members = [.init("type", type("string")), .init("format", "date-time")]
        case .date: members = [.init("type", type("string")), .init("format", "date")]
        case .integer: members = [.init("type", type("integer"))]
        case .number: members = [.init("type", type("number"))]
        case .flag: members = [.init("type", type("boolean"))]
        case .url: members = [.init("type", type("string")), .init("format", "uri")]
        case .word(let words):
            let values = words.map(JSON.string) + (isNullable ? [.null] : [])
            members = [.init("type", type("string")), .init("enum", .array(values))]
        case .list(let fields):
            members = [.init("type", type("array")), .init("items", Self.schema(of: fields))]
        case .words: members = [.init("type", type("array")), .init("items", ["type": "string"])]
        case .object(let fields): members = [.init("type", type("object"))] + Self.members(of: fields)
        }
        return .object(members)
    }

    private func type(_ name: String) -> JSON {
        isNullable ? .array([.string(name), "null"]) : .string(name)
    }

    /// The schema of a document: every member is always there; newer servers may add others.
    static func schema(of fields: [APIField]) -> JSON {
        .object([.init("type", "object")] + members(of: fields))
    }

    private static func members(of fields: [APIField]) -> [JSON.Member] {
        [
            .init("required", .array(fields.map { .string($0.name) })),
            .init("properties", .object(fields.map { JSON.Member($0.name, $0.schema) })),
        ]
    }
}
