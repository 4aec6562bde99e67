namespace OrderedBlocks.Tests.Conformance.OneToMany;

/// <summary>A stream of one output that cannot be opened, or cannot be closed.</summary>
internal sealed class FailingStream(Exception reason, bool closing) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
{
    private int _moves;

    public int Current => 1;

    public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => closing ? this : throw reason;

    public ValueTask<bool> MoveNextAsync() => ValueTask.FromResult(_moves++ == 0);

    public ValueTask DisposeAsync() => ValueTask.FromException(reason);
}
