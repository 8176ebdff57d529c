import Glibc
import LiaisonSystem

/// Something measured: its name in the table, and one round's figure, such as operations a second.
struct Contender {
    let name: String
    let measure: () throws -> Double
}

/// Interleaved rounds: each contender once a round, so that a busy machine is busy for all of them.
enum Rounds {
    /// The median figure of each contender, in their order.
    static func medians(of contenders: [Contender], rounds: Int = 5) throws -> [Double] {
        var figures = [[Double]](repeating: [], count: contenders.count)
        for _ in 0..<rounds {
            for (index, contender) in contenders.enumerated() {
                figures[index].append(try contender.measure())
            }
        }
        return figures.map { $0.sorted()[rounds / 2] }
    }

    /// Seconds that `body` takes by the monotonic clock.
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = monotonicNanoseconds()
        try body()
        return Double(monotonicNanoseconds() - start) / 1e9
    }

    /// A figure with two digits after the point below 10, one below 100, none above.
    static func text(_ figure: Double) -> String {
        let scale = figure < 10 ? 100.0 : figure < 100 ? 10.0 : 1.0
        let rounded = (figure * scale).rounded() / scale
        return scale == 1 ? "\(Int(rounded))" : "\(rounded)"
    }
}

/// Programs that a benchmark compares with.
enum PeerProgram {
    /// Whether the shell finds a program.
    static func isInstalled(_ program: String) -> Bool {
        (try? output(of: "command -v \(program)")) != nil
    }

    /// What a shell command prints on standard output.
    ///
    /// - Throws: What popen(3) says, or ``PeerFailed`` for an exit status other than 0.
    static func output(of command: String) throws -> String {
        guard let pipe = popen(command, "r") else {
            let code = Errno.current
            throw SystemError("popen", command, code: code)
        }
        var output: [UInt8] = []
        while case let byte = fgetc(pipe), byte != EOF { output.append(UInt8(byte)) }
        guard pclose(pipe) == 0 else { throw PeerFailed(command: command) }
        return String(decoding: output, as: UTF8.self)
    }

    /// The number that a shell command prints.
    static func number(of command: String) throws -> Double {
        guard let number = Double(try output(of: command).split(separator: "\n").last ?? "") else {
            throw PeerFailed(command: command)
        }
        return number
    }
}

/// A peer that couldn't be run.
struct PeerFailed: Error {
    let command: String
}
