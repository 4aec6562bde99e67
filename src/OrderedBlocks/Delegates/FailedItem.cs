using System.Globalization;

namespace OrderedBlocks.Delegates;

/// <summary>Lets the delegate's exceptions say which item it was, where Dataflow says it, too.</summary>
internal static class FailedItem
{
    /// <summary>The key in <see cref="Exception.Data"/> that Dataflow uses.</summary>
    public const string DataKey = "DataflowMessageValue";

    /// <summary>Notes the item's text in each exception that has none noted yet.</summary>
    public static void NoteIn<TInput>(IReadOnlyList<Exception> errors, TInput item)
    {
        try
        {
            string? text = Convert.ToString(item, CultureInfo.CurrentCulture);
            foreach (Exception error in errors)
            {
                if (text is not null && !error.Data.Contains(DataKey))
                {
                    error.Data[DataKey] = text;
                }
            }
        }
        catch (Exception)
        {
            // ToString and Data are user code; a failure to describe must not hide the failure itself.
        }
    }
}
