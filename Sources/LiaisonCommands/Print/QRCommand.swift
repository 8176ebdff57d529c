import LiaisonCodes
import LiaisonQR
import LiaisonRoster
import LiaisonSystem

/// `liaison qr`: the symbol of a code, or of all codes in use, as PNG or SVG; on a terminal, drawn there.
struct QRCommand: Command {
    static let description = CommandDescription(
        ["qr"], arguments: [ArgumentDescription("CODE", isRequired: false)],
        options: [
            .flag("all"), .value("output", "FILE"),
            .value("format", "FORMAT", choices: QRDrawing.Format.allCases.map(\.rawValue)),
            .value("size-mm", "MM"), .value("dpi", "DPI"),
            .value("ecc", "LEVEL", choices: ["L", "M", "Q", "H"]),
            .value("logo", "FILE"),
            .data,
        ])

    private let code: Code?
    private let output: String?
    private let drawing: QRDrawing
    private let isFormatGiven: Bool
    private let logoPath: String?
    private let data: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        code = try arguments.argument("CODE", .code)
        output = arguments.value("output")
        if arguments.has("all") {
            if code != nil { throw .conflict("CODE", "--all") }
            if output == nil { throw .missingOption("--output") }
        } else if code == nil {
            throw .noneOf(["CODE", "--all"])
        }
        let format = arguments.value("format").flatMap(QRDrawing.Format.init)
        isFormatGiven = format != nil
        drawing = QRDrawing(
            format: format ?? QRDrawing.Format(endingOf: output) ?? .png,
            size: PrintSize(
                millimetres: try arguments.value("size-mm", .decimal(in: 5...2000)) ?? 100,
                dpi: Double(try arguments.value("dpi", .integer(in: 36...2400)) ?? 300)),
            errorCorrection: arguments.value("ecc").flatMap(ErrorCorrection.init(letter:)) ?? .medium)
        logoPath = arguments.value("logo")
        if let level = arguments.value("ecc"), logoPath != nil, level != "H" {
            throw .conflict("--ecc \(level)", "--logo")
        }
        if logoPath != nil, drawing.format == .pdf || drawing.format == .eps {
            throw .conflict("--logo", "--format \(drawing.format.rawValue)")
        }
        data = arguments.value("data")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try PrintSource(data, context)
        var drawing = drawing
        if let logoPath { drawing.logo = try QRDrawing.logo(logoPath, context) }
        guard let code else { return try writeAll(drawing, source, context) }
        let holder = try source.holder(of: code)
        let payload = QRPayload(source.base, code)
        if let output {
            let name = "\(FileName.make(holder.name, "\(code)")).\(drawing.format.rawValue)"
            try context.write(try drawing.draw(payload), file: try FileName.place(name, at: output))
        } else if context.standardOutput.isTerminal && !isFormatGiven && logoPath == nil {
            try show(payload, context)
        } else {
            context.standardOutput.write(try drawing.draw(payload))
        }
        context.say("qr.done", ["code": code.description, "name": holder.name, "address": payload.text])
        return .done
    }

    private func show(_ payload: QRPayload, _ context: CommandContext) throws(CommandFailure) {
        let symbol: QRSymbol
        do throws(QRError) {
            symbol = try QRSymbol(payload, errorCorrection: drawing.errorCorrection)
        } catch {
            throw CommandFailure(error)
        }
        let style: QRSymbol.TerminalStyle =
            context.environment("TERM") == "dumb"
            ? .ascii
            : context.usesColour(on: context.standardOutput) ? .coloured : .halfBlocks(darkBackground: true)
        context.standardOutput.write(Array(symbol.terminal(style).utf8))
    }

    private func writeAll(
        _ drawing: QRDrawing, _ source: PrintSource, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        let files = files(drawing, source)
        let bar = ProgressBar(total: files.count, context)
        let folder = PrintFolder(path: output ?? ".", indexName: "index-\(drawing.format.rawValue).csv")
        let outcome = try folder.update(files, rewritesAll: false) { bar.show($0) }
        bar.finish()
        return context.report(outcome, of: folder)
    }

    /// A folder for each station, with the station's own code and those of its deputies.
    private func files(_ drawing: QRDrawing, _ source: PrintSource) -> [PrintFolder.File] {
        source.roster.stations.flatMap { station in
            let folder = source.fileName(of: station)
            let deputies = source.roster.deputies(of: station.id).map { ($0.code, $0.name) }
            return ([(station.code, station.name)] + deputies).filter { source.roster.isActive($0.0) }.map {
                code, name in
                let payload = QRPayload(source.base, code)
                return PrintFolder.File(
                    path: "\(folder)/\(FileName.make(name, code.description)).\(drawing.format.rawValue)",
                    code: code, name: name, station: station.name,
                    fingerprint: { () throws(CommandFailure) in drawing.fingerprint(of: payload) },
                    make: { () throws(CommandFailure) in try drawing.draw(payload) })
            }
        }
    }
}

extension ValueKind where Value == Double {
    /// A number with or without decimals in a range.
    static func decimal(in range: ClosedRange<Int>) -> ValueKind<Double> {
        ValueKind { text throws(ValueProblem) in
            guard let value = Double(text), Double(range.lowerBound)...Double(range.upperBound) ~= value
            else {
                throw ValueProblem(
                    "qr.value.decimal", ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
            }
            return value
        }
    }
}

extension CommandContext {
    /// Prints what an update of a folder did: the paths written on standard output, the rest as talk.
    ///
    /// - Parameters:
    ///   - outcome: What was done.
    ///   - folder: The folder.
    /// - Returns: `partly` where files couldn't be written, `failed` where none could.
    func report(_ outcome: PrintFolder.Outcome, of folder: PrintFolder) -> ExitCode {
        // A program gets every path; people at a terminal a few of them, else the sum below.
        let listed = standardOutput.isTerminal && outcome.written.count > 40 ? [] : outcome.written
        for path in listed { print("\(folder.path)/\(path)") }
        for path in outcome.removed { say("print.removed", ["path": "\(folder.path)/\(path)"]) }
        for failure in outcome.failures { complain(failure) }
        say(
            "print.done",
            [
                "written": "\(outcome.written.count)", "unchanged": "\(outcome.unchanged)",
                "removed": "\(outcome.removed.count)", "index": "\(folder.path)/\(folder.indexName)",
            ])
        if outcome.failures.isEmpty { return endOfReading }
        return outcome.written.isEmpty && outcome.unchanged == 0 ? .failed : .partly
    }
}
