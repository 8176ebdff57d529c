import Glibc
import LiaisonDesk
import LiaisonSystem
import Synchronization

/// A stream that the command writes to: buffered, and quiet when its reader has gone away (`| head`).
package final class Output: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        var failure: SystemError?
    }

    private let state = Mutex(State())
    private let descriptor: Int32?

    /// Whether people read it on a terminal.
    package let isTerminal: Bool

    private init(descriptor: Int32?, isTerminal: Bool) {
        self.descriptor = descriptor
        self.isTerminal = isTerminal
    }

    /// The stream of an open descriptor, such as 1; it stays open.
    package static func descriptor(_ number: Int32) -> Output {
        Output(descriptor: number, isTerminal: isatty(number) == 1)
    }

    /// A stream that only collects, for tests; see ``contents``.
    package static func memory(isTerminal: Bool = false) -> Output {
        Output(descriptor: nil, isTerminal: isTerminal)
    }

    /// Whether it is the process's standard output, not a stream in memory.
    package var isProcessOutput: Bool { descriptor == 1 }

    /// Writes bytes as they are: pictures, JSON, text made visible before.
    package func write(_ bytes: [UInt8]) {
        state.withLock { state in
            state.buffer.append(contentsOf: bytes)
            if state.buffer.count >= 1 << 16 { drain(&state) }
        }
    }

    /// Hands everything written to the kernel.
    package func flush() { state.withLock { drain(&$0) } }

    /// The first error of write(2), if any; what was written after it is lost.
    package var failure: SystemError? { state.withLock { $0.failure } }

    /// What was written and not yet handed to the kernel: all of it for a stream in memory.
    package var contents: [UInt8] { state.withLock { $0.buffer } }

    private func drain(_ state: inout State) {
        guard let descriptor else { return }
        defer { state.buffer.removeAll(keepingCapacity: true) }
        if state.failure != nil { return }
        var done = 0
        do throws(SystemError) {
            while done < state.buffer.count {
                let start = done
                done += try retryingOnInterrupt("write") {
                    state.buffer.withUnsafeBytes {
                        Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
                    }
                }
            }
        } catch {
            state.failure = error
        }
    }
}
