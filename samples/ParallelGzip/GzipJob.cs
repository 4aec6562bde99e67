using ParallelGzip.Codec;
using ParallelGzip.Files;
using ParallelGzip.Pipeline;

namespace ParallelGzip;

/// <summary>One file, from the command line to its place.</summary>
internal static class GzipJob
{
    private const string Suffix = ".gz";

    public static async Task RunAsync(Settings settings, string inputPath, Terminal terminal, CancellationToken token)
    {
        string outputPath = settings.Output ?? DefaultOutput(inputPath, settings.Decompress);
        if (outputPath == Settings.StandardStream && !settings.Decompress && terminal.OutputIsScreen && !settings.Force)
        {
            throw new UserErrorException("compressed data is not written to a terminal; --force does it all the same");
        }

        using InputFile input = InputFile.Open(inputPath, terminal.Input);
        if (input.Path is not null && outputPath != Settings.StandardStream && RealPath.AreSame(inputPath, outputPath))
        {
            throw new UserErrorException($"{inputPath} is input and output at once");
        }

        using OutputFile output = outputPath == Settings.StandardStream
            ? OutputFile.Standard(terminal.Output)
            : OutputFile.Create(outputPath, input.ModelPath, settings.Force);

        await ProgressDisplay.RunAsync(
            input,
            isVisible: terminal.ErrorIsScreen && !settings.Quiet,
            progress => ConvertAsync(settings, input, output, progress, token));

        // A signal that came after the last byte still counts: the caller is told that nothing was made, and nothing is.
        token.ThrowIfCancellationRequested();
        output.Commit();
    }

    private static async Task ConvertAsync(
        Settings settings, InputFile input, OutputFile output, IProgress<long> progress, CancellationToken token)
    {
        var options = new PipelineOptions(Engine.OrderedTransformBlock, settings.Parallelism);
        var writer = new ChunkWriter(output.Stream, output.Name);
        var bytes = new InputStream(input.Stream, input.Name, progress);
        if (settings.Decompress)
        {
            try
            {
                await ChunkPipeline.RunAsync(
                    ArchiveReader.ReadAsync(bytes, settings.BlockSize, token),
                    BlockDecompressor.Decompress,
                    writer,
                    options,
                    token);
            }
            catch (InvalidDataException damage)
            {
                throw UserErrorException.From($"cannot decompress {input.Name}", damage);
            }
        }
        else
        {
            await ChunkPipeline.RunAsync(
                BlockReader.ReadAsync(bytes, settings.BlockSize, token),
                new BlockCompressor(settings.Level, token).Compress,
                writer,
                options,
                token);
        }
    }

    private static string DefaultOutput(string inputPath, bool decompress)
    {
        if (inputPath == Settings.StandardStream)
        {
            return Settings.StandardStream;
        }

        if (!decompress)
        {
            return inputPath + Suffix;
        }

        string name = Path.GetFileName(inputPath);
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            ? inputPath[..^Suffix.Length]
            : throw new UserErrorException($"{inputPath} does not end in {Suffix}; name the output with -o");
    }
}
