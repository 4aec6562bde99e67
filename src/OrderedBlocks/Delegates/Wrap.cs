using System.Runtime.CompilerServices;
using OrderedBlocks.Completion;

namespace OrderedBlocks.Delegates;

/// <summary>Wraps the delegates that a block is constructed with. The wrapper is made later: it may need the block's token.</summary>
/// <exception cref="ArgumentNullException">The delegate is null; the exception names it as the caller does.</exception>
internal static class Wrap
{
    public static Func<LifeCycle, Transform<TInput, TOutput>> Transform<TInput, TOutput>(
        Func<TInput, TOutput> transform,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        return _ => new SynchronousTransform<TInput, TOutput>(transform);
    }

    public static Func<LifeCycle, Transform<TInput, TOutput>> Transform<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        return _ => new TaskTransform<TInput, TOutput>(transform);
    }

    public static Func<LifeCycle, Transform<TInput, TOutput>> Transform<TInput, TOutput>(
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        return lifeCycle => new ValueTaskTransform<TInput, TOutput>(transform, lifeCycle.CreateDelegateToken());
    }

    public static Func<LifeCycle, Transform<TInput, TOutput>> Transform<TInput, TOutput>(
        Func<TInput, TOutput, TOutput> transform,
        IResultPool<TOutput> results,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        ArgumentNullException.ThrowIfNull(results);
        return _ => new ReusingTransform<TInput, TOutput>(transform, new Reuse<TOutput>(results));
    }

    public static Func<LifeCycle, Transform<TInput, TOutput>> Transform<TInput, TOutput>(
        Func<TInput, TOutput, CancellationToken, ValueTask<TOutput>> transform,
        IResultPool<TOutput> results,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        ArgumentNullException.ThrowIfNull(results);
        return lifeCycle => new ReusingValueTaskTransform<TInput, TOutput>(transform, new Reuse<TOutput>(results), lifeCycle.CreateDelegateToken());
    }

    public static Func<LifeCycle, Func<TInput, ManyOutputs<TOutput>>> Many<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        return _ => input => ManyOutputs<TOutput>.Of(transform(input));
    }

    public static Func<LifeCycle, Func<TInput, ManyOutputs<TOutput>>> Many<TInput, TOutput>(
        Func<TInput, Task<IEnumerable<TOutput>>> transform,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        return _ => input => ManyOutputs<TOutput>.Of(transform(input));
    }

    public static Func<LifeCycle, Func<TInput, ManyOutputs<TOutput>>> Many<TInput, TOutput>(
        Func<TInput, IAsyncEnumerable<TOutput>> transform,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        return _ => input => ManyOutputs<TOutput>.Of(transform(input));
    }

    public static Func<LifeCycle, Func<TInput, ManyOutputs<TOutput>>> Many<TInput, TOutput>(
        Func<TInput, CancellationToken, IAsyncEnumerable<TOutput>> transform,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        return lifeCycle =>
        {
            CancellationToken token = lifeCycle.CreateDelegateToken();
            return input => ManyOutputs<TOutput>.Of(transform(input, token));
        };
    }

    public static Func<LifeCycle, Func<TInput, ManyOutputs<TOutput>>> Many<TInput, TOutput>(
        Func<TInput, CancellationToken, ValueTask<IEnumerable<TOutput>>> transform,
        [CallerArgumentExpression(nameof(transform))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(transform, paramName);
        return lifeCycle =>
        {
            CancellationToken token = lifeCycle.CreateDelegateToken();
            return input => ManyOutputs<TOutput>.Of(transform(input, token));
        };
    }

    public static Func<LifeCycle, Consumer<TOutput>> Consumer<TOutput>(
        Action<TOutput> consume,
        [CallerArgumentExpression(nameof(consume))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(consume, paramName);
        return _ => new SynchronousConsumer<TOutput>(consume);
    }

    public static Func<LifeCycle, Consumer<TOutput>> Consumer<TOutput>(
        Func<TOutput, Task> consume,
        [CallerArgumentExpression(nameof(consume))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(consume, paramName);
        return _ => new TaskConsumer<TOutput>(consume);
    }

    public static Func<LifeCycle, Consumer<TOutput>> Consumer<TOutput>(
        Func<TOutput, CancellationToken, ValueTask> consume,
        [CallerArgumentExpression(nameof(consume))] string paramName = "")
    {
        ArgumentNullException.ThrowIfNull(consume, paramName);
        return lifeCycle => new ValueTaskConsumer<TOutput>(consume, lifeCycle.CreateDelegateToken());
    }
}
