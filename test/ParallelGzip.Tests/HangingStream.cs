namespace ParallelGzip.Tests;

/// <summary>Never answers, and does not hear of the token, as a read from a pipe.</summary>
internal sealed class HangingStream(Action onRead) : MemoryStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        onRead();
        return new ValueTask<int>(new TaskCompletionSource<int>().Task);
    }
}
