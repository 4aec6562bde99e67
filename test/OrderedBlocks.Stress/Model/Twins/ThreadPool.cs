using ModelChecking;

namespace OrderedBlocks;

/// <summary>The pool of the model: a queue, and as many threads as the scenario adds.</summary>
internal static class ThreadPool
{
    public static void UnsafeQueueUserWorkItem(IThreadPoolWorkItem item, bool preferLocal)
    {
        _ = preferLocal;
        ModelPool.Current.Queue(item.Execute);
    }

    public static void UnsafeQueueUserWorkItem<TState>(Action<TState> callBack, TState state, bool preferLocal)
    {
        _ = preferLocal;
        ModelPool.Current.Queue(() => callBack(state));
    }
}
