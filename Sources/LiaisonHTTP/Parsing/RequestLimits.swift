/// How much of a request's head the server reads before it gives up.
package struct RequestLimits: Sendable {
    /// Bytes of the request line, at most; beyond it 414.
    package var requestLine = 8 * 1024
    /// Bytes of the whole head, at most 65,535; beyond it 431.
    package var head = 16 * 1024
    /// Header fields, at most; beyond it 431.
    package var fields = 100
    /// Bytes of the trailer section of a chunked body, at most.
    package var trailers = 8 * 1024
    /// Bytes of all chunk extensions of a body together, at most.
    package var chunkExtensions = 4 * 1024

    /// Chunks of a body, at most, beyond one for each ``bytesPerChunk`` of it: many small ones cost much and carry little.
    package var chunks = 4096
    package var bytesPerChunk = 256

    package init() {}
}
