import LiaisonSystem

/// The operator's program, as `notify_command` names it.
package struct NewsProgram: Sendable {
    /// The program and its arguments.
    package let words: [String]
    private let call: ProgramCall

    /// How long it may take for one piece.
    package static let patience = Duration.seconds(60)

    /// - Parameters:
    ///   - command: The path of a program, or a program with arguments, parted by spaces; nothing of it is a shell's.
    ///   - patience: How long it may take.
    ///   - grace: How long it may take to end once it was asked to.
    package init?(
        _ command: String, patience: Duration = NewsProgram.patience, grace: Duration = .seconds(5)
    ) {
        let words = Self.isFile(command) ? [command] : command.split(separator: " ").map(String.init)
        guard !words.isEmpty else { return nil }
        self.words = words
        call = ProgramCall(words, patience: patience, grace: grace)
    }

    /// A path with spaces in it is one.
    private static func isFile(_ command: String) -> Bool {
        do throws(SystemError) {
            return command.contains("/") ? try Files.status(command)?.isRegularFile ?? false : false
        } catch {
            return false
        }
    }

    /// Hands a piece to it.
    ///
    /// - Parameters:
    ///   - message: What it reads.
    ///   - address: Where it is to reach somebody, if anywhere: what it prints of that is kept nowhere, or it would outlive
    ///     the person.
    ///   - isCancelled: Whether nobody waits for it any more.
    /// - Returns: What came of it.
    func hand(_ message: [UInt8], to address: String?, isCancelled: () -> Bool) -> Outcome {
        // An address of this service with a path of thousands of letters: no pipe need take more.
        if message.count > ProgramCall.inputLimit {
            return .failed(.uncallable, error: "more than \(ProgramCall.inputLimit) bytes")
        }
        let ending: ProgramCall.Ending
        do throws(SystemError) {
            ending = try call.run(on: message, isCancelled: isCancelled)
        } catch {
            return .failed(.uncallable, error: "\(error)")
        }
        let problem: NewsProblem
        switch ending.fate {
        case .exited(0):
            var problems: [NewsProblem] = []
            if ending.leftInput { problems.append(.unread) }
            if ending.printed > Self.usualOutput { problems.append(.verbose) }
            return .taken(problems)
        case .exited: problem = .refused
        case .killed: problem = .killed
        case .timedOut(killed: false): problem = .slow
        case .timedOut(killed: true): problem = .stubborn
        case .cancelled: return .cancelled
        case .unstartable(let error):
            return .failed(
                error.code == .noSuchFile ? .missing : .uncallable, error: error.code.description)
        }
        return .failed(problem, error: Self.account(of: ending, without: address))
    }

    /// What may be printed without anybody wondering.
    private static let usualOutput = 1 << 20

    /// What came of a piece.
    enum Outcome: Equatable, Sendable {
        /// Done; with what was odd about it.
        case taken([NewsProblem])
        case failed(NewsProblem, error: String)
        /// Whoever asked ends: it is tried again as if it hadn't been.
        case cancelled
    }

    /// How it ended, in a line for people who keep the program: its status and the last line that it printed.
    private static func account(of ending: ProgramCall.Ending, without address: String?) -> String {
        let status =
            switch ending.fate {
            case .exited(let code): "exit \(code)"
            case .killed(let signal): "signal \(signal)"
            case .timedOut, .cancelled, .unstartable: ""
            }
        let line =
            String(decoding: ending.output, as: UTF8.self).split(whereSeparator: \.isNewline).last ?? ""
        var printable = String(line.unicodeScalars.filter { $0.properties.generalCategory != .control })
        if let address, !address.isEmpty { printable = printable.replacing(address, with: "…") }
        return [status, String(printable.prefix(200))].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

/// What can be wrong with the operator's program: a metric, a line of the log and a finding of `doctor` each.
package enum NewsProblem: String, Sendable, CaseIterable {
    /// There is no such program.
    case missing
    /// It can't be started.
    case uncallable
    /// It ended with another status than 0.
    case refused
    /// A signal ended it.
    case killed
    /// It took too long, and ended when it was asked to.
    case slow
    /// It took too long and had to be killed.
    case stubborn
    /// It ended well without reading what it was given.
    case unread
    /// It printed more than anybody reads.
    case verbose

    /// Whether the piece was taken all the same.
    package var isOdd: Bool { self == .unread || self == .verbose }
}
