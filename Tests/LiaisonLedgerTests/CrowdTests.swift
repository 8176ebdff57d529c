import Testing

@testable import LiaisonLedger

@Suite struct CrowdTests {
    private var crowd = Crowd<Int>()

    private mutating func admit(_ members: Range<Int>, now: UInt64 = 1) -> [Crowd<Int>.Way] {
        members.map { crowd.admit($0, now: now) }
    }

    /// Runs the round that gathers as far as its sync, and gives whom it has taken in.
    private mutating func gather() -> [Int]? {
        var members: [Int] = []
        while let step = crowd.nextStep() {
            guard case .write(let more) = step else { return members }
            members += more
        }
        return nil
    }

    /// Runs rounds until nobody waits.
    private mutating func runRounds() {
        var gathers = true
        while gathers {
            let members = gather() ?? []
            crowd.synced()
            gathers = crowd.endRound(of: members.count)
        }
    }

    @Test mutating func aFewCommitByThemselves() {
        let ways = admit(0..<7)
        #expect(ways.allSatisfy { $0 == .alone })
    }

    @Test mutating func fromTheEighthOnTheyShareARound() {
        let ways = admit(0..<10)
        #expect(
            Array(ways.suffix(3)) == [.round(starts: true), .round(starts: false), .round(starts: false)])
        let round = gather()
        #expect(round == [7, 8, 9])
    }

    @Test mutating func whoComesDuringASyncGoesIntoTheNextRound() {
        _ = admit(0..<10)
        _ = gather()
        let ways = admit(20..<22)
        #expect(ways == [.round(starts: true), .round(starts: false)])
        guard case .write([20, 21]) = crowd.nextStep() else {
            Issue.record("who came is not written for during the sync")
            return
        }
        let early = crowd.nextStep()
        #expect(early == nil, "two rounds sync at the same time")
        _ = admit(30..<31)
        guard case .write([30]) = crowd.nextStep() else {
            Issue.record("who comes later is not taken in")
            return
        }
        crowd.synced()
        guard case .sync = crowd.nextStep() else {
            Issue.record("the round doesn't sync after the one before it")
            return
        }
    }

    @Test mutating func thereAreTwoRoundsAtMost() {
        _ = admit(0..<10)
        _ = gather()
        _ = admit(20..<21)
        crowd.synced()
        _ = gather()
        // One is past its sync, the other at it: the first takes in who comes now.
        let third = admit(30..<31)
        #expect(third == [.round(starts: false)])
        let gathers = crowd.endRound(of: 3)
        #expect(gathers)
        crowd.synced()
        let members = gather()
        #expect(members == [30])
        let ends = crowd.endRound(of: 1)
        #expect(!ends)
    }

    @Test mutating func aRoundEndsWhereAnotherGathers() {
        _ = admit(0..<10)
        _ = gather()
        crowd.synced()
        _ = admit(20..<22)
        let gathers = crowd.endRound(of: 3)
        #expect(!gathers)
        let members = gather()
        #expect(members == [20, 21])
    }

    @Test mutating func theFirstAfterARoundOfManyStartsAnother() {
        _ = admit(0..<64)
        runRounds()
        let ways = admit(0..<1)
        #expect(ways == [.round(starts: true)])
    }

    @Test mutating func calmReturns() {
        _ = admit(0..<30)
        for _ in 0..<7 { crowd.left() }
        runRounds()
        var ways: [Crowd<Int>.Way] = []
        for index in 0..<100 {
            ways.append(crowd.admit(index, now: 1))
            if ways.last == .alone { crowd.left() } else { runRounds() }
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
        let round = gather()
        #expect(round == [7])
        crowd.moveFromRound(1)
        crowd.synced()
        let gathers = crowd.endRound(of: 0)
        #expect(!gathers)
        // Eight have committed by themselves then, the one from the round among them.
        for _ in 0..<8 { crowd.left() }
        let ways = admit(0..<7)
        #expect(ways.allSatisfy { $0 == .alone })
    }
}
