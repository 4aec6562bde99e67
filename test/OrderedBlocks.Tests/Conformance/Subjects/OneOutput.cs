using System.Runtime.CompilerServices;

namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>Delegates that make one output, as delegates of a block that makes any number. No delegate remains none.</summary>
internal static class OneOutput
{
    /// <summary>Done when the sequence is there.</summary>
    public static Func<TInput, IEnumerable<TOutput>> Sequence<TInput, TOutput>(Func<TInput, TOutput> transform) =>
        transform is null ? null! : item => (TOutput[])[transform(item)];

    /// <summary>Done while the sequence is enumerated.</summary>
    public static Func<TInput, IEnumerable<TOutput>> LazySequence<TInput, TOutput>(Func<TInput, TOutput> transform)
    {
        return transform is null ? null! : Enumerate;

        IEnumerable<TOutput> Enumerate(TInput item)
        {
            yield return transform(item);
        }
    }

    /// <summary>A task that ends as the other ends: with all its exceptions, or canceled. A null task remains one.</summary>
    public static Func<TInput, Task<IEnumerable<TOutput>>> TaskOfSequence<TInput, TOutput>(Func<TInput, Task<TOutput>> transform)
    {
        return transform is null ? null! : Run;

        Task<IEnumerable<TOutput>> Run(TInput item)
        {
            Task<TOutput> task = transform(item);
            if (task is null)
            {
                return null!;
            }

            var sequence = new TaskCompletionSource<IEnumerable<TOutput>>();
            task.ContinueWith(
                ended => End(ended, sequence),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return sequence.Task;
        }
    }

    /// <summary>A stream that waits for the task.</summary>
    public static Func<TInput, IAsyncEnumerable<TOutput>> Stream<TInput, TOutput>(Func<TInput, Task<TOutput>> transform)
    {
        return transform is null ? null! : Enumerate;

        async IAsyncEnumerable<TOutput> Enumerate(TInput item)
        {
            yield return await transform(item);
        }
    }

    /// <summary>A stream that waits for the task, and hands its token on.</summary>
    public static Func<TInput, CancellationToken, IAsyncEnumerable<TOutput>> Stream<TInput, TOutput>(
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform)
    {
        return transform is null ? null! : (item, token) => Enumerate(item, token);

        async IAsyncEnumerable<TOutput> Enumerate(TInput item, [EnumeratorCancellation] CancellationToken token)
        {
            yield return await transform(item, token);
        }
    }

    private static void End<TOutput>(Task<TOutput> ended, TaskCompletionSource<IEnumerable<TOutput>> sequence)
    {
        if (ended.IsFaulted)
        {
            sequence.SetException(ended.Exception.InnerExceptions);
        }
        else if (ended.IsCanceled)
        {
            sequence.SetCanceled();
        }
        else
        {
            sequence.SetResult([ended.Result]);
        }
    }
}
