import LiaisonSystem

/// Finds what is news since the last look and puts it into the queue, and only then remembers having looked.
struct NewsReading {
    private let queue: NewsQueue
    private let world: NewsWorld
    private var state: NewsState

    init(queue: NewsQueue, world: NewsWorld) throws(SystemError) {
        self.queue = queue
        self.world = world
        state = try NewsState(in: queue.directory)
    }

    /// Looks; blocks on the disk.
    ///
    /// - Parameters:
    ///   - courier: Gets what is found.
    ///   - wantsPending: Whether to look at the registers too.
    ///   - wantsDay: Whether to look at the day, unless that was done.
    ///   - isWanted: Whether this server hands news on still.
    /// - Throws: What the file system says; nothing is lost by it.
    mutating func read(
        into courier: NewsCourier, wantsPending: Bool, wantsDay: Bool, isWanted: () -> Bool
    ) throws(SystemError) {
        let source = try world.source()
        var next = state
        var (fresh, stale) = try source.caseNews(from: &next.cursor)
        if wantsPending { fresh += try source.pendingNews(told: &next.told) }
        var digests: [NewsPiece] = []
        if wantsDay, isNewDay(source.today) {
            let news = try source.dayNews(told: &next.told)
            fresh += news.pieces
            digests = news.digests
            next.day = source.today
        }
        if next == state { return }
        let waiting = courier.waiting
        let pieces = NewsSelection(waiting: waiting.map(\.piece))
            .pieces(fresh: NewsList(fresh).pieces, stale: stale, digests: digests)
        var number = waiting.last?.number ?? 0
        // Another may have taken over while this one slept: what it found, the other finds.
        guard isWanted() else { return }
        for piece in pieces {
            number += 1
            let item = QueuedNews(number: number, piece: piece, next: source.now)
            try queue.store(item)
            courier.take(item)
        }
        try next.store(in: queue.directory)
        state = next
    }

    /// Whether the day's news hasn't been told: another server's clock may be ahead, though not by days.
    private func isNewDay(_ today: CivilDate) -> Bool {
        guard let day = state.day else { return true }
        return today > day || day > today.adding(days: 1)
    }
}
