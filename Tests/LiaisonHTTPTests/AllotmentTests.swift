import Testing

@testable import LiaisonHTTP

@Suite struct AllotmentTests {
    private func client(_ number: UInt32) -> IPAddress { .v4(0xC000_0200 + number) }

    @Test func oneClientGetsNoMoreThanItsShare() {
        let allotment = Allotment(.init(total: 1000, most: 100, least: 10, part: 2))
        #expect(allotment.take(100, for: client(1)))
        #expect(!allotment.take(1, for: client(1)))
        #expect(allotment.take(100, for: client(2)))
        allotment.give(1, for: client(1))
        #expect(allotment.take(1, for: client(1)))
    }

    @Test func leavesSomethingForWhoComesLater() {
        let allotment = Allotment(.init(total: 8192, most: 512, least: 16, part: 4))
        // Seventeen that take whatever they get.
        for round in 0..<600 {
            for greedy in 0..<17 { _ = allotment.take(1, for: client(UInt32(greedy))) }
            if round == 0 { #expect(allotment.total == 17) }
        }
        #expect(allotment.total < 7000)
        for _ in 0..<200 { #expect(allotment.take(1, for: client(99))) }
    }

    @Test func everybodyHasALittleInAnyCase() {
        let allotment = Allotment(.init(total: 100, most: 50, least: 4, part: 2))
        #expect(allotment.take(94, for: nil))
        for _ in 0..<4 { #expect(allotment.take(1, for: client(1))) }
        #expect(!allotment.take(1, for: client(1)))
        #expect(allotment.take(2, for: client(2)))
        #expect(!allotment.take(1, for: client(3)))
        #expect(allotment.isExhausted)
    }

    @Test func takesAVersion6NetworkForOneClient() {
        let allotment = Allotment(.init(total: 100, most: 1, least: 0, part: 1))
        #expect(allotment.take(1, for: .v6(high: 1, low: 1)))
        #expect(!allotment.take(1, for: .v6(high: 1, low: 2)))
        #expect(allotment.take(1, for: .v6(high: 2, low: 1)))
    }
}
