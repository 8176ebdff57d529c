import LiaisonSystem
import LiaisonText
import LiaisonWording

/// What one check of an installation has found.
struct Finding: Sendable {
    /// How bad it is.
    enum Level: String, Sendable {
        case ok, warning, problem

        var style: TerminalStyle {
            switch self {
            case .ok: .green
            case .warning: .yellow
            case .problem: .red
            }
        }
    }

    /// The name of the check, the same in every language, such as `address`.
    let check: String
    let level: Level
    /// The key of the sentence.
    let key: String
    /// The key of what to do about it: the same with `.remedy` behind unless another is given.
    private let remedyKey: String
    let values: [String: String]
    /// The system call that failed, worded as `{reason}`.
    let cause: SystemError?

    init(
        _ check: String, _ level: Level, _ key: String, _ values: [String: String] = [:],
        remedy: String? = nil, cause: SystemError? = nil
    ) {
        self.check = check
        self.level = level
        self.key = key
        remedyKey = remedy ?? "\(key).remedy"
        self.values = values
        self.cause = cause
    }

    func sentence(_ words: Wording) -> String { words(key, values: filled(words)) }

    /// What to do; nothing where all is well.
    func remedy(_ words: Wording) -> String? {
        level == .ok ? nil : words(remedyKey, values: filled(words))
    }

    private func filled(_ words: Wording) -> [String: String] {
        guard let cause else { return values }
        return values.merging(["reason": cause.code.sentence(words)]) { given, _ in given }
    }
}
