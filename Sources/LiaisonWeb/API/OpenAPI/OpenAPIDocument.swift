import LiaisonText

/// The API as a document of OpenAPI 3.1, made from the tables that the API itself is tested against.
enum OpenAPIDocument {
    /// The document, as it is served.
    static let bytes: [UInt8] = json.bytes + [0x0A]

    static var json: JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Liaison", "version": "1",
                "description":
                    "What deputies, stations and the congress office do with the messages of citizens. JSON never changes with the language; the sentences of problems do, by Accept-Language (zh, en), their types don't. An answer that had to leave damaged files out names their stations in the field Liaison-Incomplete; `duties.csv` stands there where that file can't be used, and what it says is null or missing.",
                "license": ["name": "Operator's"],
            ],
            "servers": [["url": "/api/v1"]],
            "security": [["token": []]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "token": [
                        "type": "http", "scheme": "bearer",
                        "description": "As liaison token issue prints it.",
                    ]
                ],
                "schemas": .object(OpenAPISchemas.all),
            ],
        ]
    }

    private static var paths: [JSON.Member] {
        var names: [String] = []
        for operation in APIOperation.all where !names.contains(operation.path) {
            names.append(operation.path)
        }
        return names.map { path in
            let operations = APIOperation.all.filter { $0.path == path }
            return JSON.Member(
                path, .object(operations.map { JSON.Member($0.method.rawValue, $0.json) }))
        }
    }
}

extension APIOperation {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("operationId", .string(id)), .init("summary", .string(summary)),
        ]
        if !description.isEmpty { members.append(.init("description", .string(description))) }
        if isPublic { members.append(.init("security", [])) }
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters.map(\.json)))) }
        if let body {
            let schema = OpenAPISchemas.reference(body)
            var content = [JSON.Member("application/json", ["schema": schema])]
            if takesPhotos {
                content.append(.init("multipart/form-data", OpenAPISchemas.form(around: schema)))
            }
            members.append(.init("requestBody", ["required": true, "content": .object(content)]))
        }
        members.append(.init("responses", .object(responses)))
        return .object(members)
    }

    private var responses: [JSON.Member] {
        var responses = [JSON.Member("\(status)", success)]
        let types = (isPublic ? [] : Self.common) + problems
        for status in Set(types.map(\.status.code)).sorted() {
            let kinds = types.filter { $0.status.code == status }
            let names = kinds.map { "`\($0.uri)`" }.joined(separator: ", ")
            let schema: JSON = [
                "allOf": [
                    OpenAPISchemas.reference("Problem"),
                    ["properties": ["type": ["enum": .array(kinds.map { .string($0.uri) })]]],
                ]
            ]
            responses.append(
                .init(
                    "\(status)",
                    [
                        "description": .string(names),
                        "content": ["application/problem+json": ["schema": schema]],
                    ]))
        }
        return responses
    }

    private var success: JSON {
        var members: [JSON.Member] = [.init("description", .string(summary))]
        switch answer {
        case .json(let schema):
            members.append(
                .init("content", ["application/json": ["schema": OpenAPISchemas.reference(schema)]]))
        case .page(let schema):
            members.append(
                .init(
                    "headers",
                    [
                        "Link": [
                            "description":
                                "`<?after=...>; rel=\"next\"` (RFC 8288), relative to this path, as long as there may be more.",
                            "schema": ["type": "string"],
                        ]
                    ]))
            members.append(
                .init(
                    "content",
                    [
                        "application/json": [
                            "schema": ["type": "array", "items": OpenAPISchemas.reference(schema)]
                        ]
                    ]))
        case .file(let types):
            let schema: JSON = ["schema": ["type": "string", "format": "binary"]]
            members.append(.init("content", .object(types.map { JSON.Member($0, schema) })))
        case .lines:
            members.append(.init("content", ["application/x-ndjson": ["schema": ["type": "string"]]]))
        case .list(let schema):
            members.append(
                .init(
                    "content",
                    [
                        "application/json": [
                            "schema": ["type": "array", "items": OpenAPISchemas.reference(schema)]
                        ]
                    ]))
        case .nothing: break
        case .anything:
            members.append(.init("content", ["application/json": ["schema": ["type": "object"]]]))
        }
        return .object(members)
    }
}

extension APIOperation.Parameter {
    fileprivate var json: JSON {
        [
            "name": .string(name), "in": .string(place), "required": .bool(isRequired),
            "description": .string(description), "schema": schema,
        ]
    }
}
