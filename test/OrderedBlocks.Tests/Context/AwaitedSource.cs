using System.Threading.Tasks.Sources;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Context;

/// <summary>A value task that says when it is awaited, and whose continuation runs where it is ended.</summary>
internal sealed class AwaitedSource : IValueTaskSource<int>, IDisposable
{
    private readonly ManualResetEventSlim _awaited = new();
    private ManualResetValueTaskSourceCore<int> _core;

    public ValueTask<int> Task => new(this, _core.Version);

    public void WaitUntilAwaited() => Wait.ForEvent(_awaited);

    public void End(int result) => _core.SetResult(result);

    public int GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _core.OnCompleted(continuation, state, token, flags);
        _awaited.Set();
    }

    public void Dispose() => _awaited.Dispose();
}
