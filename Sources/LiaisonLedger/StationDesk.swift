import LiaisonCodes
import LiaisonSystem
import Synchronization

/// One station's place in the ledger: its fold, its waiting proposals, its segment.
///
/// Proposals wait in `pending` until the desk's committer takes them all at once; there is at most one
/// committer at a time, and whatever arrives while it syncs makes the next batch: group commit.
///
/// `@unchecked` because of `writer`: it is touched only by the committer, and `Queue.isBusy`, set and cleared
/// under `queue`'s lock, admits one committer at a time and orders its memory before the next one's.
final class StationDesk: @unchecked Sendable {
    let station: StationID
    /// `stations/<ID>/inbox` in the data directory.
    let directory: String
    let queue = Mutex(Queue())
    let state: Mutex<State>
    var writer: SegmentWriter?

    /// The proposals on their way in.
    struct Queue {
        var pending: [Ticket] = []
        var isBusy = false
        /// Whether erasures wait to be finished.
        var hasErasures = false
        /// How this station's last attempt to write ended.
        var health = Ledger.Health()
    }

    /// A proposal and who waits for its fate.
    struct Ticket {
        let proposal: PreparedProposal
        let completion: @Sendable (Result<Commitment, LedgerError>) -> Void
    }

    /// What is known of the station.
    struct State: Sendable {
        var inbox: Inbox
        /// When the segments of other writers were last looked at, CLOCK_MONOTONIC; 0 for never.
        var refreshedAt: UInt64 = 0
        /// Whether extracts are on their way to their file.
        var isSaving = false
        /// Bytes of extracts from which on they are stored.
        var savingThreshold = StationDesk.leastSaved
    }

    /// How many bytes of extracts are worth a file: a few hundred messages.
    private static let leastSaved = 64 << 10
    private let extracts: ExtractFile
    private let background: WorkerPool

    init(station: StationID, dataDirectory: String, background: WorkerPool) {
        self.station = station
        self.background = background
        extracts = ExtractFile(of: station, in: dataDirectory)
        directory = "\(dataDirectory)/stations/\(station)/inbox"
        state = Mutex(State(inbox: Inbox(station: station)))
    }

    /// Runs `body` on a fold that is at most `maximumAge` nanoseconds behind what other writers stored.
    func withFreshInbox<Value>(
        maximumAge: UInt64, _ body: (inout Inbox) -> sending Value
    ) throws(SystemError) -> Value {
        try state.withLock { state throws(SystemError) in
            let now = monotonicNanoseconds()
            if state.refreshedAt == 0 || now &- state.refreshedAt > maximumAge {
                try state.inbox.readNewLines(in: directory, extracts: extracts)
                state.refreshedAt = now
            }
            if state.inbox.unsavedExtracts >= state.savingThreshold, !state.isSaving {
                state.isSaving = true
                background.run { [self] in saveExtracts() }
            }
            return body(&state.inbox)
        }
    }

    /// Stores what the extracts' file doesn't have yet.
    ///
    /// - Parameter least: The fewest bytes that are worth it.
    func saveExtracts(ifAtLeast least: Int = 0) {
        let unsaved = state.withLock {
            $0.inbox.unsavedExtracts >= least ? $0.inbox.takeUnsavedExtracts() : []
        }
        if !unsaved.isEmpty {
            do throws(SystemError) {
                try extracts.add(unsaved)
            } catch {
                // A cache: the next start reads these lines again, and a disk that is full or read-only is told
                // of where it matters.
            }
        }
        state.withLock { state in
            state.isSaving = false
            // The file is written as a whole: the more it has, the more it waits for.
            let stored = (try? Files.status(extracts.path)?.size) ?? 0
            state.savingThreshold = max(Self.leastSaved, stored / 4)
        }
    }
}

extension Inbox {
    /// Reads what other writers have added since the last time, new segments included.
    ///
    /// - Parameters:
    ///   - directory: The station's inbox directory; an absent one is empty.
    ///   - extracts: What spares the reading of segments that are there at the first time.
    /// - Throws: What the file system says; what was read before stays.
    mutating func readNewLines(in directory: String, extracts: ExtractFile) throws(SystemError) {
        let stored = segments.isEmpty ? extracts.read() : [:]
        for name in try SegmentFile.names(in: directory) {
            if let seen = index(of: name) {
                if segments[seen].isOwn { continue }
                let size = try Files.status("\(directory)/\(name.fileName)", following: false)?.size ?? 0
                if size > segments[seen].end { try read(segment: seen, in: directory) }
            } else {
                try read(segment: add(SegmentIndex(name: name)), in: directory, after: stored[name] ?? [])
            }
        }
        if !unordered.isEmpty { try refoldUnordered(in: directory) }
    }

    private mutating func read(
        segment index: Int, in directory: String, after extracts: [SegmentExtract] = []
    ) throws(SystemError) {
        let file = try SegmentFile.open(segments[index].name, in: directory)
        take(extracts, ofSegment: index, file: file)
        _ = try SegmentFile.forEachLine(of: file, from: segments[index].end) { bytes, start in
            let line = segments[index].lineStarts.count
            segments[index].addLine(from: start, to: start + bytes.count + 1)
            do throws(LineError) {
                let decoded = try LedgerLine(decoding: bytes, withPersonal: false)
                segments[index].headHash = decoded.hash
                let hasWords = decoded.words == .present || decoded.words == .torn
                extract(decoded.content, length: bytes.count + 1, hasWords: hasWords, fromSegment: index)
                switch decoded.content {
                case .opened(let opening): if line == 0 { segments[index].witness = opening.marks }
                case .event(let event):
                    absorb(
                        event, at: EventPlace(segment: index, line: line),
                        hasWords: hasWords)
                }
            } catch {
                // What can't be read now stays in its place for `verify` to name; it hides nothing else.
                extract(nil, length: bytes.count + 1, hasWords: false, fromSegment: index)
                segments[index].damagedLines.append(line)
            }
        }
        segments[index].markDurable()
    }

    /// Folds anew every case whose events arrived out of order.
    mutating func refoldUnordered(in directory: String) throws(SystemError) {
        for index in unordered.sorted() {
            refold(index, try events(ofCase: index, in: directory, withPersonal: false))
        }
    }

    /// Reads the events of a case back from its segments, in the order of the fold.
    func events(
        ofCase index: Int, in directory: String, withPersonal: Bool
    ) throws(SystemError) -> [(Event, EventPlace)] {
        var found: [(Event, EventPlace)] = []
        for place in places(ofCase: index) {
            let segment = segments[place.segment]
            // A line of our own that isn't synced yet may still be taken back.
            guard place.line < segment.durableLines else { continue }
            let file = try SegmentFile.open(segment.name, in: directory)
            let bytes = try SegmentFile.line(at: segment.range(ofLine: place.line), of: file)
            guard let line = try? LedgerLine(decoding: bytes, withPersonal: withPersonal),
                case .event(let event) = line.content
            else { continue }
            found.append((event, place))
        }
        return found.sorted { order($0.0, $0.1) < order($1.0, $1.1) }
    }
}
