import Synchronization

/// Whether the service still wants requests: it falls before anything else when the service ends.
package final class Readiness: Sendable {
    private let hasFallen = Atomic(false)

    package init() {}

    /// Has `/readyz` answer 503 from now on.
    package func fall() { hasFallen.store(true, ordering: .releasing) }

    var isDraining: Bool { hasFallen.load(ordering: .acquiring) }
}
