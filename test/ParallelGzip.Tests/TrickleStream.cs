namespace ParallelGzip.Tests;

/// <summary>Gives a few bytes at a time, as a slow pipe does.</summary>
internal sealed class TrickleStream(byte[] data, int most) : MemoryStream(data)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
}
