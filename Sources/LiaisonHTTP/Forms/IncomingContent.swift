/// The content of one request while it arrives: plain bytes, or a form in parts.
final class IncomingContent {
    /// Bytes of plain content, or of a form's texts, that every request may have in memory, without being counted.
    private static let uncounted = 64 << 10

    private let client: IPAddress
    private let memory: Allotment
    /// Bytes of the shared memory that it has.
    private var held = 0
    private var bytes: [UInt8] = []
    private var form: MultipartForm?
    /// How many bytes have come.
    private(set) var count = 0

    /// Content that is taken as a form, or as plain bytes where there is none.
    ///
    /// - Parameters:
    ///   - form: The form.
    ///   - client: Who sends it.
    ///   - memory: What long plain content and long texts are counted in.
    init(form: MultipartForm?, client: IPAddress, memory: Allotment) {
        (self.form, self.client, self.memory) = (form, client, memory)
    }

    deinit { if held > 0 { memory.give(held, for: client) } }

    /// Takes the next piece.
    ///
    /// - Returns: Whether there was room for it.
    func receive(_ piece: UnsafeRawBufferPointer) -> Bool {
        count += piece.count
        guard form == nil else {
            form?.receive(piece)
            return hold((form?.heldBytes ?? 0) - Self.uncounted)
        }
        guard hold(count - Self.uncounted) else { return false }
        bytes.append(contentsOf: piece)
        return true
    }

    /// Has so much of the shared memory, if there is as much.
    private func hold(_ wanted: Int) -> Bool {
        if wanted <= held { return true }
        guard memory.take(wanted - held, for: client) else { return false }
        held = wanted
        return true
    }

    /// Tells whether the disk is so far behind that no more should come now.
    ///
    /// - Parameter resume: Called once when it has caught up, from any thread; never where it isn't behind.
    /// - Returns: Whether it is.
    func isBehind(_ resume: @escaping @Sendable () -> Void) -> Bool { form?.isBehind(resume) ?? false }

    /// Ends the content.
    ///
    /// - Parameter isCut: Whether more would have come than is allowed.
    /// - Returns: The bytes, or the form's fields.
    func finish(isCut: Bool) -> (bytes: [UInt8], form: FormFields?) { (bytes, form?.finish(isCut: isCut)) }
}
