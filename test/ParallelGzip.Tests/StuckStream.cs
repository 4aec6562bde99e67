namespace ParallelGzip.Tests;

/// <summary>Never takes what is written, and does not hear of the token, as a pipe whose reader sleeps.</summary>
internal sealed class StuckStream : MemoryStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(new TaskCompletionSource().Task);
}
