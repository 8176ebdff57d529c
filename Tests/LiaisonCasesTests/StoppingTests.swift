import LiaisonCodes
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonCases

@Suite struct StoppingTests {
    @Test func whatIsProposedAfterTheEndIsRefusedAtOnce() throws {
        let fixture = try LedgerFixture()
        try fixture.ledger.submit("一", nonce: "n1")
        fixture.ledger.stop()
        #expect(throws: LedgerError.stopping) { try fixture.ledger.submit("二", nonce: "n2") }
        #expect(try fixture.ledger.verify().cases == 1)
    }

    /// Each of these people sends the next message as soon as the last was answered, until they are told to go.
    @Test(arguments: [1, 40]) func endsAmongPeopleWhoGoOnSending(stations: Int) throws {
        let fixture = try LedgerFixture()
        let crowd = Crowd(of: stations, at: fixture.ledger)
        crowd.begin()
        try waitUntil { crowd.taken >= 5 * stations }
        let end = Gate()
        let ledger = fixture.ledger
        let stopper = try Thread(named: "stopper") {
            ledger.stop()
            end.open()
        }
        try #require(end.wait(atMost: .seconds(20)), "the ledger never stopped")
        stopper.join()
        try waitUntil { crowd.refused == stations }
        // Whoever was answered is in the store, and nobody else.
        #expect(try fixture.ledger.verify().cases == crowd.taken)
    }

    private final class Crowd: Sendable {
        private let ledger: Ledger
        private let count: Int
        private let takenCount = Atomic(0)
        private let refusedCount = Atomic(0)

        var taken: Int { takenCount.load(ordering: .acquiring) }
        var refused: Int { refusedCount.load(ordering: .acquiring) }

        init(of count: Int, at ledger: Ledger) { (self.count, self.ledger) = (count, ledger) }

        func begin() { for index in 0..<count { send(index, round: 0) } }

        private func send(_ index: Int, round: Int) {
            let digits = index < 10 ? "0\(index)" : "\(index)"
            guard let station = StationID("SS\(digits)"),
                var message = try? submission("一", nonce: "\(index)-\(round)")
            else { return }
            message.station = station
            ledger.propose(.submission(message), station: station) { [self] result in
                switch result {
                case .success:
                    takenCount.wrappingAdd(1, ordering: .acquiringAndReleasing)
                    send(index, round: round + 1)
                case .failure(.stopping): refusedCount.wrappingAdd(1, ordering: .acquiringAndReleasing)
                case .failure(let error): Issue.record(error)
                }
            }
        }
    }
}
