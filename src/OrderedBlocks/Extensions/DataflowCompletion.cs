using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Completion;

namespace OrderedBlocks;

/// <summary>Completion of Dataflow blocks beyond what links propagate; for any blocks, this library's or others.</summary>
public static class DataflowCompletion
{
    /// <summary>
    /// Completes a block when all of its sources have completed, and faults it as soon as one of them fails. For a block that
    /// several sources are linked to.
    /// </summary>
    /// <remarks>
    /// <para>Link the sources <em>without</em> <see cref="DataflowLinkOptions.PropagateCompletion"/>: with it, the first source
    /// that ends would end the target, and what the others still have would be lost. This method creates no links.</para>
    /// <para>A source that was canceled counts as completed, as it does when Dataflow propagates completion. The first source
    /// that fails faults the target at once, with the exception of that source's
    /// <see cref="IDataflowBlock.Completion"/>, an <see cref="AggregateException"/>, as Dataflow does. How the other
    /// sources end is not looked at after that. Of several that have failed before the call, the first in
    /// <paramref name="sources"/> counts; of several that fail at nearly the same time, any of them.</para>
    /// <para>The target is told exactly once: by one call of <see cref="IDataflowBlock.Complete"/> or
    /// <see cref="IDataflowBlock.Fault"/>. That happens in this call if the sources have ended already, and otherwise on the
    /// thread that ends the deciding source, or on the pool if the source's task does not run continuations there. No thread is
    /// held meanwhile. Sources that run on after the target was told do not keep it alive.</para>
    /// <para>The target itself may be ended by others in the meantime; it is told all the same, which does nothing to a block that
    /// has ended.</para>
    /// <para>May be called by any thread, at any time, before or after the blocks are linked or have ended. It costs one
    /// continuation a source, and nothing an item.</para>
    /// </remarks>
    /// <param name="target">The block that is to be told.</param>
    /// <param name="sources">The blocks to wait for, at least one, in any order. Enumerated once, in this call. One that is named
    /// several times counts as one.</param>
    /// <returns>A task that ends successfully when the target's <c>Complete</c> or <c>Fault</c> has returned: also if a source has
    /// failed, which is for the target's own <see cref="IDataflowBlock.Completion"/> to report. If the target's method throws, the
    /// task fails with that exception, and the target is not told again. It is never canceled, and does not end while
    /// a source neither ends nor fails. It need not be awaited. Its continuations do not run on the thread that tells
    /// the target.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> or <paramref name="sources"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="sources"/> is empty, or has an element that is null, is
    /// <paramref name="target"/> itself, or has no <see cref="IDataflowBlock.Completion"/>.</exception>
    public static Task CompleteWhenAll(IDataflowBlock target, params IEnumerable<IDataflowBlock> sources)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(sources);
        List<Task> completions = [];
        foreach (IDataflowBlock source in sources)
        {
            completions.Add(CompletionOf(source, target, nameof(sources)));
        }

        return completions.Count > 0
            ? CompletionFanIn.Start(target, completions)
            : throw new ArgumentException("There must be at least one source to wait for.", nameof(sources));
    }

    /// <summary>
    /// Completes a block when its source has ended, in whatever way, so that the block finishes what it has, and reports how the source
    /// has ended. For targets that drop what they have when they are faulted, as Dataflow's blocks do.
    /// </summary>
    /// <remarks>
    /// <para>Link the source <em>without</em> <see cref="DataflowLinkOptions.PropagateCompletion"/>: with it, the failure of the source
    /// would fault the target. This method creates no link. Between blocks of this library it is not needed: there a link with
    /// <see cref="DataflowLinkOptions.PropagateCompletion"/> passes a fault on behind the items.</para>
    /// <para>The target is told exactly once, by <see cref="IDataflowBlock.Complete"/>. That happens in this call if the source has ended
    /// already, and otherwise on the thread that ends the source, or on the pool if the source's task does not run continuations
    /// there. No thread is held meanwhile. The target may be ended by others before: it is told all the same.</para>
    /// <para>May be called by any thread, at any time, before or after the blocks are linked or have ended.</para>
    /// </remarks>
    /// <param name="source">The block whose end counts.</param>
    /// <param name="target">The block that is to be completed.</param>
    /// <returns>A task that ends as the source's <see cref="IDataflowBlock.Completion"/> has ended, when the target's <c>Complete</c> has
    /// returned: as a success, with the exceptions of the source, or canceled. If the target's method throws, the task fails with
    /// that exception, too. It does not wait for the target's end: await both, the target's completion first. It need not be awaited.
    /// Its continuations do not run on the thread that tells the target.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="source"/> is <paramref name="target"/>, or has no
    /// <see cref="IDataflowBlock.Completion"/>.</exception>
    public static Task PropagateInOrder(IDataflowBlock source, IDataflowBlock target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        return CompletionInOrder.Start(CompletionOf(source, target, nameof(source)), target);
    }

    private static Task CompletionOf(IDataflowBlock? source, IDataflowBlock target, string parameter)
    {
        if (source is null)
        {
            throw new ArgumentException("A source is null.", parameter);
        }

        if (ReferenceEquals(source, target))
        {
            throw new ArgumentException("The source is the target: it would wait for itself.", parameter);
        }

        return source.Completion
            ?? throw new ArgumentException("A source has no Completion: it is null.", parameter);
    }
}
