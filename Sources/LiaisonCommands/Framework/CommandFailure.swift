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
    /// Whether what was asked for may have been done all the same; nothing where that is known.
    package let doubt: Doubt?

    /// What a command knows of an act of which no sure answer came.
    package enum Doubt: Equatable, Sendable {
        /// The same command line again does it once.
        case remembered
        /// It does so with this idempotency key, which nobody but the caller can remember.
        case unremembered(key: String)
    }

    /// A failure.
    ///
    /// - Parameters:
    ///   - key: The key of the sentence; its placeholder `{reason}` is filled from `cause`.
    ///   - values: The values of the placeholders.
    ///   - remedy: The key of the sentence that says what to do.
    ///   - cause: The system call that failed.
    ///   - exitCode: The exit status.
    ///   - doubt: Whether it may have been done all the same.
    package init(
        _ key: String, _ values: [String: String] = [:], remedy: String? = nil, cause: SystemError? = nil,
        exitCode: ExitCode = .failed, doubt: Doubt? = nil
    ) {
        self.key = key
        self.values = values
        self.remedy = remedy
        self.cause = cause
        self.exitCode = exitCode
        self.doubt = doubt
    }

    /// The same, where what was asked for may have been done.
    package func inDoubt(_ doubt: Doubt) -> CommandFailure {
        // Written of requests that change nothing, these remedies would say the opposite.
        let remedy = ["client.unreachable.remedy", "client.torn.remedy"].contains(remedy) ? nil : remedy
        return CommandFailure(key, values, remedy: remedy, cause: cause, exitCode: exitCode, doubt: doubt)
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

    /// That it may have been done, and how it is not done twice.
    package func doubtSentence(_ wording: Wording) -> String? {
        switch doubt {
        case nil: nil
        case .remembered: wording("attempt.unclear")
        case .unremembered(let key): wording("attempt.unclear-key", ["key": key])
        }
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
