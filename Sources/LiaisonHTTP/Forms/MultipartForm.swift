import LiaisonSystem
import LiaisonText

/// Gathers a multipart form while it arrives: text in memory, larger files in the spool directory, what
/// exceeds the limits read and dropped, so that each text is kept that there is room for, whatever else there is.
struct MultipartForm {
    private enum Part {
        case none
        case text(name: String, [UInt8])
        case file(FormFile)
        /// A part that there is no room for.
        case dropped
    }

    private var parser: MultipartParser
    private let limits: FormLimits
    private let spooler: Spooler
    private let client: IPAddress
    private var part = Part.none
    private var textBytes = 0
    private var form = FormFields()

    /// A form with the boundary that a Content-Type field names.
    ///
    /// - Parameters:
    ///   - contentType: The field's value; nothing comes of one that is no multipart/form-data.
    ///   - limits: How much is kept.
    ///   - spooler: Where files go that are too long for memory.
    ///   - client: Who sends it.
    init?(contentType: ArraySlice<UInt8>, limits: FormLimits, spooler: Spooler, client: IPAddress) {
        var scanner = ParameterScanner(contentType)
        guard scanner.token().span.spellsIgnoringCase("multipart/form-data") else { return nil }
        self.limits = limits
        (self.spooler, self.client) = (spooler, client)
        var boundary: [UInt8] = []
        do {
            while let parameter = try scanner.next() {
                if parameter.name.span.spellsIgnoringCase("boundary"), boundary.isEmpty {
                    boundary = parameter.value
                }
            }
        } catch {
            form.error = error
        }
        if boundary.isEmpty || boundary.count > 70 { form.error = .malformed }
        parser = MultipartParser(boundary: boundary, headerLimit: limits.partHeader)
    }

    /// Takes bytes of the form.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        if form.error.map(isFatal) == true { return }
        parser.receive(bytes)
        do throws(FormError) {
            while true {
                switch try parser.next() {
                case .receive, .end: return
                case .part(let header): try begin(header)
                case .data(let range): append(range)
                case .partEnd: try endPart()
                }
            }
        } catch {
            note(error)
        }
    }

    /// The form, after its last byte.
    ///
    /// - Parameter isCut: Whether bytes beyond the limit of the whole were not read.
    /// - Returns: The fields and files, with what went wrong.
    mutating func finish(isCut: Bool) -> FormFields {
        if isCut {
            note(.tooLarge)
        } else if !parser.isComplete {
            note(.malformed)
        }
        return form
    }

    /// The first error is the one to report.
    private mutating func note(_ error: FormError) { if form.error == nil { form.error = error } }

    /// Whether reading on makes no sense: the format is broken, rather than a limit met.
    private func isFatal(_ error: FormError) -> Bool {
        switch error {
        case .textTooLong, .tooManyFiles, .spool, .spoolFull: false
        default: true
        }
    }

    private mutating func begin(_ header: PartHeader) throws(FormError) {
        if header.name.utf8.count > limits.name { throw .nameTooLong }
        guard let fileName = header.fileName else {
            if form.fields.count == limits.fields { throw .tooManyFields }
            part = .text(name: header.name, [])
            return
        }
        part = .file(
            FormFile(
                name: header.name, fileName: fileName, contentType: header.contentType, content: .memory([])))
    }

    private mutating func append(_ range: Range<Int>) {
        // Taken out while it changes, so that its bytes are never copied.
        let present = part
        part = .dropped
        switch present {
        case .none, .dropped: break
        case .text(let name, var bytes):
            // No text takes less room in a page than in memory.
            guard textBytes + bytes.count + range.count <= limits.text else { return note(.textTooLong) }
            bytes.append(contentsOf: parser.buffer[range])
            part = .text(name: name, bytes)
        case .file(var file):
            guard form.files.count < limits.files else {
                note(.tooManyFiles)
                return
            }
            do throws(SystemError) {
                if try file.append(parser.buffer[range], limits, spooler, client) {
                    part = .file(file)
                } else {
                    note(.spoolFull)
                }
            } catch {
                note(.spool(error))
            }
        }
    }

    /// Bytes of text in memory.
    var heldBytes: Int {
        if case .text(_, let bytes) = part { return textBytes + bytes.count }
        return textBytes
    }

    /// Tells whether the disk is so far behind that no more should come now.
    ///
    /// - Parameter resume: Called once when it has caught up, from any thread; never where it isn't behind.
    /// - Returns: Whether it is.
    func isBehind(_ resume: @escaping @Sendable () -> Void) -> Bool {
        guard case .file(let file) = part, case .spooled(let spooled) = file.content else { return false }
        return spooled.isBehind(resume)
    }

    private mutating func endPart() throws(FormError) {
        let present = part
        part = .none
        switch present {
        case .none, .dropped: break
        case .text(let name, let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
            let length = [UInt8].htmlLength(of: text)
            guard textBytes + length <= limits.text else { return note(.textTooLong) }
            textBytes += length
            form.append(name, text)
        case .file(let file):
            // An input without a choice comes as a file without a name and content.
            if file.count == 0, file.fileName.isEmpty { return }
            if form.files.count < limits.files { form.files.append(file) } else { note(.tooManyFiles) }
        }
    }
}

extension FormFile {
    /// Adds bytes as far as the limits go; the rest is dropped.
    ///
    /// - Returns: Whether there was room for them.
    fileprivate mutating func append(
        _ bytes: ArraySlice<UInt8>, _ limits: FormLimits, _ spooler: Spooler, _ client: IPAddress
    ) throws(SystemError) -> Bool {
        let kept = bytes.prefix(limits.file - count)
        if kept.count < bytes.count { isTooLarge = true }
        if kept.isEmpty { return true }
        switch content {
        case .memory(var memory):
            content = .memory([])
            if count + kept.count <= limits.memory {
                memory.append(contentsOf: kept)
                content = .memory(memory)
            } else {
                let file = SpoolFile(in: spooler, for: client)
                guard try file.append(memory), try file.append(kept) else { return false }
                content = .spooled(file)
            }
        case .spooled(let file):
            guard try file.append(kept) else { return false }
        }
        count += kept.count
        return true
    }
}
