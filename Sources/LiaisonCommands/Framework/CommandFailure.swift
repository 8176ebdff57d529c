import LiaisonSystem
import LiaisonWording

/// Why a command stopped: a sentence by its key, what to do about it, and the exit status.
///
/// Printed as `liaison: <sentence>` with the remedy on a line of its own, in the caller's language.
package struct CommandFailure: Error, Equatable, Sendable {
    /// The key of the sentence.
    package let key: String
    /// The values of its placeholders and of the remedy's; whatever they hold is made visible when printed.
    package let values: [String: String]
    /// The key of the sentence that says what to do.
    package let remedy: String?
    /// The system call that failed, worded as the placeholder `{reason}`.
    package let cause: SystemError?
    package let exitCode: ExitCode

    /// A failure.
    ///
    /// - Parameters:
    ///   - key: The key of the sentence; its placeholder `{reason}` is filled from `cause`.
    ///   - values: The values of the placeholders.
    ///   - remedy: The key of the sentence that says what to do.
    ///   - cause: The system call that failed.
    ///   - exitCode: The exit status.
    package init(
        _ key: String, _ values: [String: String] = [:], remedy: String? = nil, cause: SystemError? = nil,
        exitCode: ExitCode = .failed
    ) {
        self.key = key
        self.values = values
        self.remedy = remedy
        self.cause = cause
        self.exitCode = exitCode
    }

    /// A system call that failed on something of which the command knows nothing better to say.
    package init(_ error: SystemError) {
        self.init(
            "cli.system", ["subject": error.subject ?? error.call],
            remedy: error.isForWantOfPermission
                ? "cli.system.remedy.permission" : error.isForWantOfSpace ? "cli.system.remedy.space" : nil,
            cause: error)
    }

    /// The sentence.
    package func sentence(_ wording: Wording) -> String { wording(key, values: filled(wording)) }

    /// What to do about it.
    package func remedySentence(_ wording: Wording) -> String? {
        remedy.map { wording($0, values: filled(wording)) }
    }

    private func filled(_ wording: Wording) -> [String: String] {
        guard let cause else { return values }
        return values.merging(["reason": cause.code.sentence(wording)]) { given, _ in given }
    }
}

extension Errno {
    /// What the error number means, in the language of the wording where that has it, else in English.
    package func sentence(_ wording: Wording) -> String {
        wording.sentence("errno.\(rawValue)") ?? description
    }
}
