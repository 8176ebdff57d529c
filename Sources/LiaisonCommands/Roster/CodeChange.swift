import LiaisonCodes

/// What the commands that change a code's state are told: which code, why, and where.
struct CodeChange {
    static let arguments = [ArgumentDescription("CODE")]
    static let options: [OptionDescription] = [.data, .value("reason", "TEXT")]

    let code: Code
    let reason: String
    let data: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        code = try arguments.required("CODE", .code)
        reason = arguments.value("reason") ?? ""
        data = arguments.value("data")
    }
}
