using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Completion;

/// <summary>A fault on its way from a block of this library to the target of one of its links.</summary>
/// <remarks>
/// A block of this library lets such a fault act behind the items that it has already. It knows the fault by this, also if the link
/// has a filter: what Dataflow puts between source and target hands the same exception on, on the same thread.
/// </remarks>
internal static class PassedFault
{
    [ThreadStatic]
    private static Exception? t_passed;

    /// <summary>Faults a target. What it throws comes out.</summary>
    public static void Pass(Exception exception, IDataflowBlock target)
    {
        Exception? outer = t_passed;
        t_passed = exception;
        try
        {
            target.Fault(exception);
        }
        finally
        {
            t_passed = outer;
        }
    }

    /// <summary>Whether the fault that this thread tells a block of comes from a link.</summary>
    public static bool Is(Exception exception) => ReferenceEquals(exception, t_passed);
}
