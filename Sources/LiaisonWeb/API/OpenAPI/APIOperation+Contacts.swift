import LiaisonNews
import LiaisonText

// Where deputies and officers are told of news.
extension APIOperation {
    static let contacts: [APIOperation] = [
        APIOperation(
            method: .get, path: "/contacts", id: "contacts",
            summary: "Where deputies and officers are told of news",
            description: "For station and office: of the station and those below it, or of all.",
            parameters: [.query("station", .text, "A station's id or exact name.")], status: 200,
            answer: .list(of: "Contact"), problems: [.forbidden, .badMember]),
        APIOperation(
            method: .get, path: "/contacts/{holder}", id: "contact", summary: "Where one of them is told",
            parameters: [.holder], status: 200, answer: .json(schema: "Contact"),
            problems: [.forbidden, .notFound]),
        APIOperation(
            method: .put, path: "/contacts/{holder}", id: "setContact",
            summary: "Say where one of them is told",
            description: "In the place of what was said before. The same again changes nothing.",
            parameters: [.holder], body: "ContactDraft", status: 200, answer: .json(schema: "Contact"),
            problems: [
                .forbidden, .notFound, .notJSON, .malformed, .badMember, .contentTooLarge, .lengthRequired,
            ]),
        APIOperation(
            method: .delete, path: "/contacts/{holder}", id: "removeContact",
            summary: "Have nobody told there any more",
            description: "Whether or not somebody was.", parameters: [.holder], status: 204, answer: .nothing,
            problems: [.forbidden, .notFound]),
    ]
}

extension APIOperation.Parameter {
    fileprivate static let holder = Self(
        name: "holder", place: "path", schema: ["type": "string", "minLength": .integer(1)],
        description: "A deputy's code, or a station's number for its liaison officer.", isRequired: true)
}

extension APIFields {
    /// Where somebody is told of news.
    package static let contact: [APIField] = [
        .optional("code", .code), .optional("station"), .optional("name"), .init("channel"), .init("address"),
        .optional("set", .moment), .init("over", .flag),
    ]
}

extension OpenAPISchemas {
    static var contacts: [JSON.Member] {
        [
            .init("Contact", APIField.schema(of: APIFields.contact)),
            .init(
                "ContactDraft",
                [
                    "type": "object", "required": ["channel", "address"],
                    "properties": [
                        "channel": [
                            "type": "string",
                            "description":
                                "A word that the operator's program knows: at most 20 small letters, digits, hyphens and underscores.",
                        ],
                        "address": [
                            "type": "string",
                            "description": .string("One line of at most \(Contact.addressLimit) bytes."),
                        ],
                    ],
                ]),
        ]
    }
}
