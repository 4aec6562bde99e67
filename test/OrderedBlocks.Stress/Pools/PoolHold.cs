using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Pools;

/// <summary>Holds all threads of a limited pool, from when it was made until it is disposed of.</summary>
internal sealed class PoolHold : IDisposable
{
    private readonly ManualResetEventSlim _over = new();
    private readonly CountdownEvent _inside;
    private readonly CountdownEvent _gone;

    /// <param name="threads">As many as the pool has.</param>
    public PoolHold(int threads)
    {
        _inside = new CountdownEvent(threads);
        _gone = new CountdownEvent(threads);
        for (int i = 0; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static hold =>
                {
                    hold._inside.Signal();
                    hold._over.Wait();
                    hold._gone.Signal();
                },
                this,
                preferLocal: false);
        }

        _inside.Wait();
    }

    /// <summary>Limits this process's pool, so that its threads can be held at all.</summary>
    public static void LimitPool(int threads)
    {
        // Either may be refused, depending on which limit is in the way.
        ThreadPool.SetMinThreads(threads, threads);
        ThreadPool.SetMaxThreads(threads, threads);
        ThreadPool.SetMinThreads(threads, threads);
        ThreadPool.GetMinThreads(out int least, out _);
        ThreadPool.GetMaxThreads(out int most, out _);
        if (least != threads || most != threads)
        {
            throw new ViolationException($"The pool could not be limited to {threads} threads: {least} to {most}.");
        }
    }

    /// <summary>Lets the threads go, and waits until they have gone.</summary>
    public void Dispose()
    {
        _over.Set();
        _gone.Wait();
        _over.Dispose();
        _inside.Dispose();
        _gone.Dispose();
    }
}
