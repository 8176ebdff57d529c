import Glibc
import LiaisonSystem
import Synchronization

/// Prints sheets by browsers that run meanwhile, one a processor: to start one takes longer than to print most sheets.
///
/// A browser that ends or hangs costs the sheet that it was at, and another one is started for the next. Where several sheets in a
/// row fail, what is left isn't tried: it would fail as they did, each after its time.
final class BrowserPress: Sendable {
    /// How many sheets in a row may fail before the others aren't tried.
    private static let patience = 3

    /// Where one sheet at a time is printed.
    private final class Lane: Sendable {
        struct State: ~Copyable, Sendable {
            var browser: DevTools?
            var sheets = 0
        }

        let folder: String
        let state = Mutex(State())
        /// The process group of the browser that runs, or 0: for whoever ends it while a sheet is waited for.
        let group = Atomic<Int32>(0)

        init(folder: String) { self.folder = folder }
    }

    private let chromium: Chromium
    /// Where its browsers' profiles and the pages are.
    let folder: String
    private let lanes: [Lane]
    private let failuresInARow = Atomic(0)
    private let isClosed = Atomic(false)

    /// - Parameters:
    ///   - chromium: The browser.
    ///   - folder: A directory of its own, which goes with it.
    init(_ chromium: Chromium, folder: String) {
        (self.chromium, self.folder) = (chromium, folder)
        lanes = (1...max(1, chromium.atOnce)).map { Lane(folder: "\(folder)/\($0)") }
    }

    /// Prints a page as soon as a browser is free.
    ///
    /// - Parameters:
    ///   - page: HTML whose style sheet says how large its sheets are.
    ///   - name: What the sheet is called where it can't be printed.
    /// - Returns: The PDF.
    /// - Throws: A failure that names the sheet.
    func pdf(of page: [UInt8], named name: String) throws(CommandFailure) -> [UInt8] {
        for lane in lanes {
            let printed = try lane.state.withLockIfAvailable { state throws(CommandFailure) in
                try print(page, name, &state, lane)
            }
            if let printed { return printed }
        }
        return try lanes[0].state.withLock { state throws(CommandFailure) in
            try print(page, name, &state, lanes[0])
        }
    }

    private func print(
        _ page: [UInt8], _ name: String, _ state: inout Lane.State, _ lane: Lane
    ) throws(CommandFailure) -> [UInt8] {
        if failuresInARow.load(ordering: .relaxed) >= Self.patience {
            throw CommandFailure("poster.chromium.given-up", ["file": name])
        }
        do throws(DevTools.Failure) {
            let file = try print(page, &state, lane)
            failuresInARow.store(0, ordering: .relaxed)
            return file
        } catch {
            // The process is ending: of sheets that weren't printed there is nothing to say any more, and no list to write.
            while isClosed.load(ordering: .sequentiallyConsistent) { pause() }
            lane.group.store(0, ordering: .sequentiallyConsistent)
            state.browser = nil
            failuresInARow.wrappingAdd(1, ordering: .relaxed)
            throw failure(error, name)
        }
    }

    private func print(
        _ page: [UInt8], _ state: inout Lane.State, _ lane: Lane
    ) throws(DevTools.Failure) -> [UInt8] {
        let deadline = ContinuousClock.now + chromium.patience
        state.sheets += 1
        let path = "\(lane.folder)/\(state.sheets).html"
        do throws(SystemError) {
            try Files.makeDirectory(lane.folder, mode: 0o700)
            try Files.create(path, with: page)
        } catch {
            throw .system(error)
        }
        if state.browser == nil { state.browser = try start(lane) }
        guard let file = try state.browser?.print("file://\(path)", by: deadline) else { throw .ended }
        do throws(SystemError) { try Files.remove(path) } catch { throw .system(error) }
        return file
    }

    private func start(_ lane: Lane) throws(DevTools.Failure) -> DevTools {
        // Chromium's sandbox refuses to work for root, and what it opens here is ours.
        let asRoot = geteuid() == 0 ? ["--no-sandbox"] : []
        let browser = try DevTools.start(
            [chromium.program] + asRoot + [
                "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--user-data-dir=\(lane.folder)/profile", "--remote-debugging-pipe",
            ])
        lane.group.store(browser.group, ordering: .sequentiallyConsistent)
        // Whoever closes looks for the group after saying so.
        if isClosed.load(ordering: .sequentiallyConsistent) { throw .ended }
        return browser
    }

    /// Ends the browsers and removes what they left, after the last sheet.
    func close() {
        for lane in lanes {
            lane.state.withLock { state in
                lane.group.store(0, ordering: .sequentiallyConsistent)
                state.browser = nil
            }
        }
        removeFolder()
    }

    /// Does so at once, whatever sheets are waited for.
    func abandon() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        for lane in lanes {
            let running = lane.group.exchange(0, ordering: .sequentiallyConsistent)
            if running > 0 { kill(-running, SIGKILL) }
        }
        removeFolder()
    }

    private func removeFolder() {
        // A browser's own processes end a moment after it, and may write until then. What stays all the same lies in the
        // temporary directory.
        for _ in 0..<40 {
            do throws(SystemError) { return try Files.removeTree(folder) } catch { usleep(50_000) }
        }
    }

    private func failure(_ error: DevTools.Failure, _ name: String) -> CommandFailure {
        let values = ["program": chromium.program, "file": name]
        switch error {
        case .ended:
            return CommandFailure("poster.chromium.ended", values, remedy: "poster.chromium.remedy")
        case .late:
            let seconds = ["seconds": "\(chromium.patience.components.seconds)"]
            return CommandFailure(
                "poster.chromium.late", values.merging(seconds) { old, _ in old },
                remedy: "poster.chromium.remedy")
        case .refused(let said):
            return CommandFailure(
                "poster.chromium.refused", values.merging(["said": said]) { old, _ in old },
                remedy: "poster.chromium.remedy")
        case .system(let cause):
            return CommandFailure(
                "poster.chromium.system", values, remedy: "poster.chromium.remedy", cause: cause)
        }
    }
}
