namespace ParallelGzip.Tests;

/// <summary>Takes a little, then has no room.</summary>
internal sealed class FailingStream : MemoryStream
{
    private int _writes;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        ++_writes > 3 ? throw new IOException("no room") : base.WriteAsync(buffer, cancellationToken);
}
