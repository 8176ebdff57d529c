import CLinux

/// How a server listens and what it bears.
package struct ServerConfiguration: Sendable {
    /// Where it listens; port 0 picks a free one.
    package var address: SocketAddress
    /// A listening socket that a service manager has passed; it is used instead of ``address``, and owned.
    package var inheritedListener: Int32?
    /// Event-loop threads.
    package var loops: Int
    package var limits = RequestLimits()
    package var deadlines = Deadlines()
    /// Connections at one time; beyond it none is accepted until one ends.
    package var maximumConnections = 8192
    /// Connections at one time from one IPv4 address or IPv6 /64 that is no trusted proxy's.
    package var maximumConnectionsPerClient = 512
    package var proxies = TrustedProxies.none
    /// Where files of forms go that are too long for memory: a directory on a disk.
    package var spoolDirectory = "/tmp"
    /// The most bytes of all such files together.
    package var spoolLimit = 1 << 30
    /// The most bytes of answers that peers haven't taken yet, and of long plain content that isn't whole yet.
    package var pendingAnswerLimit = 256 << 20, pendingContentLimit = 128 << 20
    /// How a file in ``spoolDirectory`` is made, if not as ``Spooler`` does it.
    var spoolOpening: Spooler.Opening?

    /// A configuration with one event loop for each core that the process may use.
    package init(address: SocketAddress, loops: Int? = nil) {
        self.address = address
        self.loops = max(1, loops ?? Int(clinux_usable_processors()))
    }
}

/// How long the server waits for a peer, in milliseconds.
package struct Deadlines: Sendable {
    /// From a head's first byte, or from accepting, to its end.
    package var head: UInt64 = 30_000
    /// Between two requests.
    package var idle: UInt64 = 75_000
    /// What every content and every answer may take whatever its length, and however fast it was before.
    package var transfer: UInt64 = 30_000
    /// Bytes a second, over as long, that content and answers must reach to get as long once more.
    package var minimumRate: UInt64 = 512
    /// A handler, until its answer.
    package var handler: UInt64 = 30_000
    /// After an answer that ends the connection, until the peer has closed too.
    package var linger: UInt64 = 10_000

    /// How long a connection must have been silent to be closed where there is no room for another.
    package var leastSilence: UInt64 = 1000

    package init() {}

    /// Bytes that must move within ``transfer``, where that many are left.
    var transferBytes: Int { Int(minimumRate * transfer / 1000) }
}
