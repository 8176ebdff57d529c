import LiaisonSystem

/// The browser that turns posters into PDF, where this machine has one.
///
/// It gets files of ours alone, which hold no script and fetch nothing, in a profile of its own that goes with the
/// temporary directory.
struct Chromium: Sendable {
    /// What it is called, the most usual first.
    private static let names = [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
    ]

    /// Its path.
    let program: String
    /// How long one sheet may take; the first one's time begins with the browser's start.
    let patience: Duration
    /// How many of it run at once: as many as there are processors, and no more than a small machine has memory for.
    let atOnce: Int

    init(program: String, patience: Duration = .seconds(120), atOnce: Int = min(4, Thread.processorCount)) {
        (self.program, self.patience, self.atOnce) = (program, patience, atOnce)
    }

    /// The one in PATH, or nothing.
    static func find() -> Chromium? {
        names.lazy.compactMap { Environment.program($0) }.first.map { Chromium(program: $0) }
    }

    /// Lets something be printed by it. It is started with the first sheet and ended after the last, or with this process, should
    /// that be ended by Ctrl-C or kill(1) meanwhile.
    ///
    /// - Parameter body: Prints. The threads that it starts may print too.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; a failure where there is no room for a temporary directory.
    func printing<Value>(
        _ body: (BrowserPress) throws(CommandFailure) -> Value
    ) throws(CommandFailure) -> Value {
        let press: BrowserPress
        do throws(SystemError) {
            press = BrowserPress(self, folder: try Files.makeTemporaryDirectory(named: "liaison-print"))
        } catch {
            throw CommandFailure(error)
        }
        let result: Result<Value, CommandFailure>
        do throws(SystemError) {
            let watch = try EndingWatch.begin { press.abandon() }
            result = Result { () throws(CommandFailure) in try body(press) }
            press.close()
            watch.stop()
        } catch {
            press.close()
            throw CommandFailure(error)
        }
        return try result.get()
    }
}
