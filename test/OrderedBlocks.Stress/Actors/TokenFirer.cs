using System.Collections.Concurrent;

namespace OrderedBlocks.Stress.Actors;

/// <summary>Hands out tokens that fire a moment later: before the call that gets them, inside it, while it waits, or afterwards.</summary>
/// <param name="lag">So many tokens are held back, so that calls come to wait with them.</param>
internal sealed class TokenFirer(int lag)
{
    private readonly ConcurrentQueue<CancellationTokenSource> _armed = new();
    private volatile bool _isStopping;

    /// <summary>A token that will fire or, for two calls of three, one that never does. Any thread, with its own numbers.</summary>
    public CancellationToken Next(Random random)
    {
        if (random.Next(3) != 0)
        {
            return CancellationToken.None;
        }

        var source = new CancellationTokenSource();
        _armed.Enqueue(source);
        return source.Token;
    }

    /// <summary>Fires tokens until it is stopped.</summary>
    public async Task RunAsync(Random random)
    {
        while (!_isStopping)
        {
            if (_armed.Count > lag && _armed.TryDequeue(out CancellationTokenSource? source))
            {
                Thread.SpinWait(random.Next(100));
#pragma warning disable CA1849 // on this thread, at this moment
                source.Cancel();
#pragma warning restore CA1849
            }
            else
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>No more tokens fire.</summary>
    public void Stop() => _isStopping = true;
}
