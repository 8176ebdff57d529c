import CLinux
import Glibc

/// A POSIX thread of the process's own.
///
/// Event loops and committers block in the kernel; the cooperative pool of Swift concurrency must not.
package struct Thread: ~Copyable {
    private let handle: pthread_t

    /// Starts `body` on a new thread.
    ///
    /// - Parameters:
    ///   - name: What top(1) shows, at most 15 bytes.
    ///   - body: Runs once; its end is the thread's end.
    /// - Throws: EAGAIN when the machine allows no more threads.
    package init(named name: String, body: @escaping @Sendable () -> Void) throws(SystemError) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let code = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                clinux_name_thread(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw SystemError("pthread_create", name, code: Errno(code))
        }
        self.handle = handle
    }

    /// Lets the thread run on by itself; its end frees what it held.
    deinit { pthread_detach(handle) }

    /// Waits for the thread's end.
    package consuming func join() {
        pthread_join(handle, nil)
        discard self
    }

    private final class Start {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
