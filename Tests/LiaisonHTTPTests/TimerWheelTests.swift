import Testing

@testable import LiaisonHTTP

@Suite struct TimerWheelTests {
    @Test func reportsADeadlineOnceWhenItHasPassed() {
        var wheel = TimerWheel(now: 1_000_000)
        let key = ConnectionKey(slot: 1, generation: 2)
        wheel.schedule(key, at: 1_000_500)
        #expect(reported(&wheel, 1_000_499) == [])
        #expect(reported(&wheel, 1_000_700) == [key])
        #expect(reported(&wheel, 1_100_000) == [])
    }

    @Test func keepsDeadlinesBeyondOneRound() {
        var wheel = TimerWheel(now: 0)
        let key = ConnectionKey(slot: 1, generation: 0)
        wheel.schedule(key, at: 200_000)
        for now in stride(from: UInt64(1000), to: 200_000, by: 1000) { #expect(reported(&wheel, now) == []) }
        #expect(reported(&wheel, 200_200) == [key])
    }

    @Test func reportsAllAfterALongSleep() {
        var wheel = TimerWheel(now: 0)
        for slot in UInt32(0)..<100 {
            wheel.schedule(ConnectionKey(slot: slot, generation: 0), at: UInt64(slot) * 1000)
        }
        #expect(reported(&wheel, 10_000_000).count == 100)
        #expect(wheel.wait(now: 10_000_000) == nil)
    }

    @Test func waitsUntilTheNextDeadline() throws {
        var wheel = TimerWheel(now: 0)
        #expect(wheel.wait(now: 0) == nil)
        wheel.schedule(ConnectionKey(slot: 0, generation: 0), at: 1000)
        let wait = try #require(wheel.wait(now: 0))
        #expect((1000...1256).contains(wait))
    }

    private func reported(_ wheel: inout TimerWheel, _ now: UInt64) -> [ConnectionKey] {
        var due: [(key: ConnectionKey, tick: UInt64)] = []
        wheel.advance(to: now, due: &due)
        return due.map(\.key)
    }
}
