/// Deadlines of an event loop's connections, in slots of 128 ms (a hashed wheel after Varghese and Lauck).
///
/// Lazy: a connection whose deadline moves later leaves its entry where it is and is looked at when that fires,
/// so that a request costs the wheel nothing.
struct TimerWheel {
    /// Milliseconds of one slot, as a power of two.
    private static let shift: UInt64 = 7
    private static let slots = 512

    private struct Entry {
        let key: ConnectionKey
        let tick: UInt64
    }

    private var wheel = [[Entry]](repeating: [], count: slots)
    private var count = 0
    private var tick: UInt64
    /// The next tick whose slot has entries; nothing when none has.
    private var nearest: UInt64?

    /// A wheel that begins at `now`, in milliseconds.
    init(now: UInt64) { tick = now >> Self.shift }

    /// The tick that a deadline falls into: never before it.
    static func tick(of deadline: UInt64) -> UInt64 { (deadline >> shift) + 1 }

    /// Has `advance` report the key at `deadline`, in milliseconds.
    ///
    /// - Parameters:
    ///   - key: The connection.
    ///   - deadline: Milliseconds on the clock that `advance` gets.
    /// - Returns: The tick at which it will be reported.
    @discardableResult
    mutating func schedule(_ key: ConnectionKey, at deadline: UInt64) -> UInt64 {
        let due = max(Self.tick(of: deadline), tick + 1)
        wheel[Int(due % UInt64(Self.slots))].append(Entry(key: key, tick: due))
        count += 1
        // A slot is met once in every turn of the wheel, whatever turn its entries wait for.
        let met = tick + 1 + (due - tick - 1) % UInt64(Self.slots)
        nearest = min(nearest ?? met, met)
        return due
    }

    /// Moves on to `now` and reports what has come due.
    ///
    /// - Parameters:
    ///   - now: Milliseconds; never less than before.
    ///   - due: Gets the keys and ticks of the entries, which are gone then.
    mutating func advance(to now: UInt64, due: inout [(key: ConnectionKey, tick: UInt64)]) {
        let target = now >> Self.shift
        // After a long sleep one round meets every slot.
        var next = max(tick + 1, target >= UInt64(Self.slots) ? target - UInt64(Self.slots) + 1 : 0)
        while next <= target, count > 0 {
            let slot = Int(next % UInt64(Self.slots))
            if !wheel[slot].isEmpty {
                wheel[slot].removeAll { entry in
                    guard entry.tick <= target else { return false }
                    due.append((entry.key, entry.tick))
                    count -= 1
                    return true
                }
            }
            next += 1
        }
        tick = max(tick, target)
        if let nearest, nearest <= tick { self.nearest = nextTick() }
    }

    /// Milliseconds until the next slot ends; nothing when no deadline waits.
    func wait(now: UInt64) -> Int32? {
        guard let nearest else { return nil }
        let time = nearest << Self.shift
        return time > now ? Int32(time - now) : 0
    }

    private func nextTick() -> UInt64? {
        guard count > 0 else { return nil }
        return (tick + 1...tick + UInt64(Self.slots)).first { !wheel[Int($0 % UInt64(Self.slots))].isEmpty }
    }
}
