import LiaisonHTTP
import LiaisonSystem

/// Where the listeners' work is done that may wait for a disk, a lock or another server: an event loop never does.
///
/// Each kind has threads of its own, so that no kind keeps another waiting: a storm of citizens doesn't keep staff from
/// their cases, nor a report the citizens from their receipts. Within a lane the clients take turns, and one of them never
/// has all the threads.
package final class Lanes: Sendable {
    /// A kind of work.
    package enum Kind: CaseIterable, Sendable {
        /// Citizens' receipts, what they add to them, and pictures of codes.
        case citizens
        /// One case, or as little, for staff.
        case staff
        /// Lists and pulls: many cases for staff.
        case streams
        /// What staff do.
        case acts
        /// Taking in photos.
        case uploads
        /// Reading whole ledgers for a report.
        case analysis
        /// What the operator's tools ask for, and the service's own chores.
        case upkeep
    }

    /// For whom work is done.
    package enum Client: Hashable, Sendable {
        /// An IPv4 address or IPv6 /64.
        case network(IPAddress)
        /// Whoever has the token with that hash.
        case token([UInt8])
        /// The service itself, and its operator.
        case service
    }

    /// How long, in milliseconds, a read is kept for a peer that has shut its side. It may only have nothing more to say;
    /// where many wait, it is more likely to have left.
    private static let graceAfterHangingUp: UInt64 = 500

    private let lanes: [Lane<Client>]

    /// Starts the threads.
    ///
    /// - Throws: EAGAIN when the machine allows no more of them.
    package init() throws(SystemError) {
        var lanes: [Lane<Client>] = []
        for kind in Kind.allCases {
            let threads = kind.threads
            let waiting = kind.isForMany ? 1024 : 256
            lanes.append(
                try Lane(
                    named: "liaison-\(kind)", threads: threads,
                    limits: .init(
                        waiting: waiting, waitingOfOne: waiting / 8, atWorkOfOne: max(1, threads - 1))))
        }
        self.lanes = lanes
    }

    /// Does what a request asks for, if its asker is still there by then.
    ///
    /// Where there is no room for it, the answer is what ``Responder/onTimeout(_:)`` says, or the handler's refusal.
    ///
    /// - Parameters:
    ///   - kind: Which lane.
    ///   - client: For whom.
    ///   - request: What is asked for.
    ///   - responder: The way back.
    ///   - work: The work; it answers.
    func run(
        _ kind: Kind, for client: Client, _ request: Request, _ responder: Responder,
        _ work: @escaping @Sendable () -> Void
    ) {
        // What was sent is done, though its sender's line may have dropped: sending it again changes nothing.
        let isRead = request.method == .get
        let job = Lane<Client>.Job(
            isWanted: { waited in
                if responder.hasGone { return false }
                return !isRead || waited < Self.graceAfterHangingUp || !responder.hasHungUp
            },
            refuse: { responder.decline() }, run: work)
        self[kind].run(for: client, job)
    }

    /// Does a chore of the service's own.
    package func runChore(_ work: @escaping @Sendable () -> Void) {
        self[.upkeep].run(for: .service, .init(run: work))
    }

    /// Refuses what waits and what is still to come, and waits for what is at work.
    ///
    /// - Parameter patience: How long; what hangs then is left alone.
    package func stop(within patience: Duration) {
        let end = ContinuousClock.now + patience
        for lane in lanes { lane.stop(within: max(.zero, end - .now)) }
    }

    /// How each lane fares.
    var figures: [(kind: Kind, figures: Lane<Client>.Figures)] {
        zip(Kind.allCases, lanes).map { ($0, $1.figures) }
    }

    subscript(kind: Kind) -> Lane<Client> {
        // One was made for each.
        lanes[Kind.allCases.firstIndex(of: kind) ?? 0]
    }
}

extension Lanes.Kind {
    /// How many threads it has. Acts wait for syncs, which many share; the others use a processor.
    fileprivate var threads: Int {
        switch self {
        case .citizens, .staff, .streams, .uploads: 2
        case .acts: 4
        case .analysis, .upkeep: 1
        }
    }

    /// Whether it is for the public.
    fileprivate var isForMany: Bool {
        switch self {
        case .citizens, .uploads: true
        case .staff, .streams, .acts, .analysis, .upkeep: false
        }
    }
}

extension ClientAddress {
    /// The client as the lanes tell it from others.
    var lane: Lanes.Client { .network(address.network) }
}
