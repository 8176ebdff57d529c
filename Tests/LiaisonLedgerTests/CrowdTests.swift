import Testing

@testable import LiaisonLedger

@Suite struct CrowdTests {
    private var crowd = Crowd<Int>()

    /// What became of a member.
    private enum Place: Equatable {
        case alone
        case round(starts: Bool)
    }

    private mutating func admit(_ members: Range<Int>, now: UInt64 = 1) -> [Place] {
        members.map { member in
            switch crowd.admit(now: now) {
            case .alone: .alone
            case .round: .round(starts: crowd.join(member))
            }
        }
    }

    @Test mutating func aFewCommitByThemselves() {
        let ways = admit(0..<7)
        #expect(ways.allSatisfy { $0 == .alone })
        let rounds = crowd.nextRound()
        #expect(rounds.isEmpty)
    }

    @Test mutating func fromTheEighthOnTheyShareARound() {
        let ways = admit(0..<10)
        #expect(
            Array(ways.suffix(3)) == [.round(starts: true), .round(starts: false), .round(starts: false)])
        let round = crowd.nextRound()
        #expect(round == [7, 8, 9])
    }

    @Test mutating func whoComesDuringARoundGoesIntoTheNext() {
        _ = admit(0..<10)
        _ = crowd.nextRound()
        let ways = admit(20..<22)
        #expect(ways == [.round(starts: false), .round(starts: false)])
        let next = crowd.nextRound()
        #expect(next == [20, 21])
        let last = crowd.nextRound()
        #expect(last.isEmpty)
    }

    @Test mutating func theFirstAfterARoundOfManyStartsAnother() {
        _ = admit(0..<64)
        _ = crowd.nextRound()
        _ = crowd.nextRound()
        let ways = admit(0..<1)
        #expect(ways == [.round(starts: true)])
    }

    @Test mutating func calmReturns() {
        _ = admit(0..<30)
        for _ in 0..<7 { crowd.left() }
        var ways: [Place] = []
        for index in 0..<100 {
            while !crowd.nextRound().isEmpty {}
            ways += admit(index..<(index + 1))
            if ways.last == .alone { crowd.left() }
        }
        #expect(ways.last == .alone)
    }

    @Test mutating func nobodySharesWhileSharingRests() {
        crowd.share(nothingUntil: 100)
        let during = admit(0..<20, now: 99)
        #expect(during.allSatisfy { $0 == .alone })
        let after = admit(20..<21, now: 100)
        #expect(after == [.round(starts: true)])
    }

    @Test mutating func whoMustCommitAloneLeavesTheRound() {
        _ = admit(0..<8)
        _ = crowd.nextRound()
        crowd.moveFromRound(1)
        // Eight have committed by themselves then, the one from the round among them.
        for _ in 0..<8 { crowd.left() }
        let ways = admit(0..<7)
        #expect(ways.allSatisfy { $0 == .alone })
    }

    @Test mutating func whoIsTurnedAwayLeavesBeforeItJoins() {
        _ = admit(0..<7)
        let way = crowd.admit(now: 1)
        #expect(way == .round)
        crowd.turnAway()
        let round = crowd.nextRound()
        #expect(round.isEmpty)
        for _ in 0..<8 { crowd.left() }
        let ways = admit(0..<7)
        #expect(ways.allSatisfy { $0 == .alone })
    }

    @Test mutating func whoHasNotJoinedYetCountsAsThere() {
        _ = admit(0..<7)
        for _ in 0..<8 { _ = crowd.admit(now: 1) }
        for _ in 0..<7 { crowd.left() }
        // Eight are on their way into the round: nobody after them looks as if it were alone.
        let ways = (0..<30).map { _ in crowd.admit(now: 1) }
        #expect(ways.allSatisfy { $0 == .round })
    }
}
