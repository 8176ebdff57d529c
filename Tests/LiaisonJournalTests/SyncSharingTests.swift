import Testing

@testable import LiaisonJournal

@Suite struct SyncSharingTests {
    private var sharing = SyncSharing<Int>()

    /// What became of a member.
    private enum Place: Equatable {
        case alone
        case shared(starts: Bool)
    }

    private mutating func admit(_ members: Range<Int>, now: UInt64 = 1) -> [Place] {
        members.map { member in
            switch sharing.admit(now: now) {
            case .own: .alone
            case .shared: .shared(starts: sharing.join(member))
            }
        }
    }

    @Test mutating func aFewCommitByThemselves() {
        let ways = admit(0..<7)
        #expect(ways.allSatisfy { $0 == .alone })
        let rounds = sharing.nextMembers()
        #expect(rounds.isEmpty)
    }

    @Test mutating func fromTheEighthOnTheyShareARound() {
        let ways = admit(0..<10)
        #expect(
            Array(ways.suffix(3)) == [.shared(starts: true), .shared(starts: false), .shared(starts: false)])
        let round = sharing.nextMembers()
        #expect(round == [7, 8, 9])
    }

    @Test mutating func whoComesDuringARoundGoesIntoTheNext() {
        _ = admit(0..<10)
        _ = sharing.nextMembers()
        let ways = admit(20..<22)
        #expect(ways == [.shared(starts: false), .shared(starts: false)])
        let next = sharing.nextMembers()
        #expect(next == [20, 21])
        let last = sharing.nextMembers()
        #expect(last.isEmpty)
    }

    @Test mutating func theFirstAfterARoundOfManyStartsAnother() {
        _ = admit(0..<64)
        _ = sharing.nextMembers()
        _ = sharing.nextMembers()
        let ways = admit(0..<1)
        #expect(ways == [.shared(starts: true)])
    }

    @Test mutating func calmReturns() {
        _ = admit(0..<30)
        for _ in 0..<7 { sharing.left() }
        var ways: [Place] = []
        for index in 0..<100 {
            while !sharing.nextMembers().isEmpty {}
            ways += admit(index..<(index + 1))
            if ways.last == .alone { sharing.left() }
        }
        #expect(ways.last == .alone)
    }

    @Test mutating func nobodySharesWhileSharingRests() {
        sharing.share(nothingUntil: 100)
        let during = admit(0..<20, now: 99)
        #expect(during.allSatisfy { $0 == .alone })
        let after = admit(20..<21, now: 100)
        #expect(after == [.shared(starts: true)])
    }

    @Test mutating func whoMustCommitAloneLeavesTheRound() {
        _ = admit(0..<8)
        _ = sharing.nextMembers()
        sharing.dismiss(1)
        // Eight have committed by themselves then, the one from the round among them.
        for _ in 0..<8 { sharing.left() }
        let ways = admit(0..<7)
        #expect(ways.allSatisfy { $0 == .alone })
    }

    @Test mutating func whoIsTurnedAwayLeavesBeforeItJoins() {
        _ = admit(0..<7)
        let way = sharing.admit(now: 1)
        #expect(way == .shared)
        sharing.turnAway()
        let round = sharing.nextMembers()
        #expect(round.isEmpty)
        for _ in 0..<8 { sharing.left() }
        let ways = admit(0..<7)
        #expect(ways.allSatisfy { $0 == .alone })
    }

    @Test mutating func whoHasNotJoinedYetCountsAsThere() {
        _ = admit(0..<7)
        for _ in 0..<8 { _ = sharing.admit(now: 1) }
        for _ in 0..<7 { sharing.left() }
        // Eight are on their way into the round: nobody after them looks as if it were alone.
        let ways = (0..<30).map { _ in sharing.admit(now: 1) }
        #expect(ways.allSatisfy { $0 == .shared })
    }
}
