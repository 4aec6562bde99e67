namespace ParallelGzip.Tests;

/// <summary>A megabyte of zeros, then an action, then the end.</summary>
internal sealed class ScriptedStream(Action beforeEnd) : MemoryStream(new byte[1 << 20])
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await base.ReadAsync(buffer, cancellationToken);
        if (count == 0)
        {
            beforeEnd();
        }

        return count;
    }
}
