using System.Diagnostics;
using System.IO.Compression;
using ParallelGzip.Codec;
using ParallelGzip.Files;
using ParallelGzip.Pipeline;

namespace ParallelGzip.Demo;

/// <summary>One engine's runs over the same data.</summary>
internal sealed class Trial(Engine engine, byte[] data, Settings settings) : IDisposable
{
    private readonly List<double> _seconds = [];
    private readonly MemoryStream _archive = new(data.Length);

    public Engine Engine => engine;

    public double MedianSeconds => _seconds.Order().ElementAt(_seconds.Count / 2);

    public double Ratio => (double)data.Length / _archive.Length;

    /// <summary>Whether every run was read back to the same bytes.</summary>
    public bool IsVerified { get; private set; } = true;

    /// <summary>Compresses from memory to memory and returns the seconds it took; then, off the clock, reads it back.</summary>
    public async Task<double> RunAsync(bool isMeasured, CancellationToken token)
    {
        _archive.SetLength(0);
        long start = Stopwatch.GetTimestamp();
        await ChunkPipeline.RunAsync(
            BlockReader.ReadAsync(new InputStream(new MemoryStream(data), "memory", new NoProgress()), settings.BlockSize, token),
            new BlockCompressor(settings.Level, token).Compress,
            new ChunkWriter(_archive, "memory"),
            new PipelineOptions(engine, settings.Parallelism),
            token);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (isMeasured)
        {
            _seconds.Add(seconds);
        }

        IsVerified &= await ReadsBackAsync(token);
        return seconds;
    }

    public void Dispose() => _archive.Dispose();

    // With .NET's own reader, which knows nothing of the blocks.
    private async Task<bool> ReadsBackAsync(CancellationToken token)
    {
        _archive.Position = 0;
        await using var gzip = new GZipStream(_archive, CompressionMode.Decompress, leaveOpen: true);
        byte[] buffer = new byte[256 * 1024];
        int offset = 0;
        try
        {
            int length;
            while ((length = await gzip.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token)) > 0)
            {
                if (length > data.Length - offset || !buffer.AsSpan(0, length).SequenceEqual(data.AsSpan(offset, length)))
                {
                    return false;
                }

                offset += length;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return offset == data.Length;
    }
}
